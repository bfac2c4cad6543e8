package io.nexusmcp.upstream;

import io.nexusmcp.core.AnswerBudget;
import io.nexusmcp.core.api.ApiAnswer;
import io.nexusmcp.core.api.ApiRequest;
import io.nexusmcp.core.api.DescribedApi;
import io.nexusmcp.core.route.Exchange;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicHeader;

/** Answers as the MCP server that an HTTP API is not: lists its tools, and sends calls of them as HTTP requests. */
final class ApiLink implements Link {
    private static final Greeting GREETING =
            new Greeting(Revision.NEWEST, JsonSlice.trusted("{\"tools\":{}}").asObject(), Optional.empty());

    private final DescribedApi api;
    private final HttpTransport transport;
    private final JsonObject list;

    ApiLink(DescribedApi api, HttpTransport transport) {
        this.api = api;
        this.transport = transport;
        this.list = JsonObject.EMPTY
                .edit()
                .set(
                        "tools",
                        JsonSlice.trusted(api.tools().stream()
                                .map(tool -> tool.whole().text())
                                .collect(Collectors.joining(",", "[", "]"))))
                .object();
    }

    @Override
    public Greeting greeting() {
        return GREETING;
    }

    @Override
    public UpstreamReply request(Outgoing outgoing, Exchange exchange, Deadline deadline) {
        return switch (outgoing.method()) {
            case "tools/list" -> new UpstreamReply.Result(Revision.NEWEST, list);
            case "tools/call" -> new UpstreamReply.Result(Revision.NEWEST, call(outgoing, exchange, deadline));
            default ->
                new UpstreamReply.Failure(
                        Revision.NEWEST,
                        ErrorCode.METHOD_NOT_FOUND,
                        JsonObject.EMPTY
                                .edit()
                                .set("message", "Method not found")
                                .object());
        };
    }

    private JsonObject call(Outgoing outgoing, Exchange exchange, Deadline deadline) {
        var arguments = outgoing.params().object("arguments").orElse(JsonObject.EMPTY);
        var request = api.request(outgoing.name().orElse(""), arguments);
        return transport.send(
                request.method(),
                request.target(),
                headers(request),
                request.body().map(ApiLink::entity),
                exchange,
                deadline,
                this::result);
    }

    private static List<Header> headers(ApiRequest request) {
        return request.headers().stream()
                .<Header>map(header -> new BasicHeader(header.name(), header.value(), true))
                .toList();
    }

    private static HttpEntity entity(ApiRequest.Body body) {
        return new ByteArrayEntity(body.bytes(), ContentType.parse(body.contentType()));
    }

    /** While it is read, the answer takes its part of what all messages may hold. */
    private JsonObject result(ClassicHttpResponse response) throws IOException {
        var limits = transport.limits();
        var body = response.getEntity();
        if (body == null) {
            return api.result(new ApiAnswer(response.getCode(), Optional.empty(), new byte[0]), limits.json());
        }
        AnswerReader.refuseEncoding(body);
        try (var part = AnswerBudget.OF_THIS_PROCESS.open()) {
            var bytes = AnswerReader.bytes(body, limits, part);
            var answer = new ApiAnswer(response.getCode(), Optional.ofNullable(body.getContentType()), bytes);
            return api.result(answer, limits.json());
        }
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    /** Nothing changes but with the configuration. */
    @Override
    public boolean announcesChanges() {
        return true;
    }

    /** There are none. */
    @Override
    public Set<String> watch(Set<String> uris, Deadline deadline) {
        return uris;
    }

    @Override
    public void close() {
        // there is nothing to end: the connections belong to the endpoint
    }
}
