package io.nexusmcp.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.Secret;
import io.nexusmcp.core.api.ApiAnswer;
import io.nexusmcp.core.api.ApiRequest;
import io.nexusmcp.core.api.DescribedApi;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A document of a test with its settings. */
final class Api {
    static final URI BASE = URI.create("https://api.example.com/v1");

    private final String text;
    private final Map<String, ApiCredential> credentials = new HashMap<>();
    private final Map<String, Secret> headers = new HashMap<>();
    private final List<String> include = new ArrayList<>();
    private final List<String> exclude = new ArrayList<>();
    private Optional<URI> url = Optional.of(BASE);
    private boolean declaresAnswers = true;

    private Api(String text) {
        this.text = text;
    }

    /** A whole document in YAML. */
    static Api yaml(String text) {
        return new Api(text);
    }

    /** A document of 3.0 that has these paths and what follows them. */
    static Api paths(String paths) {
        return new Api("openapi: 3.0.3\ninfo: {title: Test, version: '1'}\npaths:\n" + paths.indent(2));
    }

    /** A document with one operation, {@code GET /things}, named {@code things}, that has these members. */
    static Api operation(String members) {
        return path("/things", members);
    }

    /** As {@link #operation} with another path. */
    static Api path(String path, String members) {
        return paths(path + ":\n  get:\n    operationId: things\n" + members.indent(4));
    }

    Api with(String scheme, String value) {
        credentials.put(scheme, new ApiCredential(Optional.empty(), new Secret(value)));
        return this;
    }

    Api with(String scheme, String username, String value) {
        credentials.put(scheme, new ApiCredential(Optional.of(username), new Secret(value)));
        return this;
    }

    Api sending(String header) {
        return sending(header, "any value");
    }

    Api sending(String header, String value) {
        headers.put(header, new Secret(value));
        return this;
    }

    Api include(String... patterns) {
        include.addAll(List.of(patterns));
        return this;
    }

    Api exclude(String... patterns) {
        exclude.addAll(List.of(patterns));
        return this;
    }

    Api withoutUrl() {
        url = Optional.empty();
        return this;
    }

    Api at(String address) {
        url = Optional.of(URI.create(address));
        return this;
    }

    Api withoutAnswers() {
        declaresAnswers = false;
        return this;
    }

    ApiDocument.Reading read() {
        return ApiDocument.read(
                text, true, new ApiSettings(url, credentials, headers, include, exclude, declaresAnswers));
    }

    DescribedApi described() {
        var reading = read();
        return reading.api().orElseThrow(() -> new AssertionError(findings(reading)));
    }

    /** Each finding as {@code place: what; mend}. */
    List<String> findings() {
        return findings(read());
    }

    private static List<String> findings(ApiDocument.Reading reading) {
        return reading.findings().stream().map(Api::text).toList();
    }

    private static String text(Finding finding) {
        var place = switch (finding.place()) {
            case Finding.Place.Document(int line, int column) -> line + ":" + column;
            case Finding.Place.Settings(var key) -> key;
        };
        var severity = finding.isError() ? "" : "warning: ";
        var mend = finding.mend().isEmpty() ? "" : "; " + finding.mend();
        return place + ": " + severity + finding.what() + mend;
    }

    List<String> toolNames() {
        return described().tools().stream()
                .map(tool -> tool.string("name").orElseThrow())
                .toList();
    }

    /** The definition of the only tool. */
    JsonNode tool() {
        var tools = described().tools();
        assertThat(tools).hasSize(1);
        return tools.getFirst().whole().tree();
    }

    JsonNode input() {
        return tool().path("inputSchema");
    }

    JsonNode argument(String name) {
        return input().path("properties").path(name);
    }

    /** What the tool {@code things} sends for these arguments, in JSON. */
    ApiRequest request(String arguments) {
        return described().request("things", object(arguments));
    }

    String target(String arguments) {
        return request(arguments).target();
    }

    /** The place and rule by which arguments are refused. */
    String refusal(String arguments) {
        var api = described();
        var refused = catchThrowableOfType(Refused.class, () -> api.request("things", object(arguments)));
        assertThat(refused).as("refused").isNotNull();
        return switch (refused.refusal()) {
            case Refusal.InvalidArguments(var path, var rule) -> path + " " + rule;
            default -> refused.refusal().toString();
        };
    }

    static JsonObject object(String json) {
        return JsonSlice.trusted(json).asObject();
    }

    static Optional<String> header(ApiRequest request, String name) {
        return request.headers().stream()
                .filter(header -> header.name().equals(name))
                .map(ApiRequest.Header::value)
                .findFirst();
    }

    static String body(ApiRequest request) {
        return new String(request.body().orElseThrow().bytes(), StandardCharsets.UTF_8);
    }

    static ApiAnswer answer(int status, String type, String body) {
        return new ApiAnswer(
                status, type.isEmpty() ? Optional.empty() : Optional.of(type), body.getBytes(StandardCharsets.UTF_8));
    }
}
