package io.nexusmcp.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.protocol.ClientMessage;
import io.nexusmcp.protocol.Era;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.FrontDecoder;
import io.nexusmcp.protocol.HeaderValue;
import io.nexusmcp.protocol.Headers;
import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.ProtocolError;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.json.JsonLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the front makes of a POST is what its body says, read by the plain reader: kind, id, method and parameters. A
 * modern request never contradicts its headers, nothing that claims the modern era is served by older rules, and a
 * refusal carries the id wherever there was one.
 */
public final class FrontTarget {
    private static final String MODERN = "2026-07-28";
    private static final Set<String> LEGACY = Set.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25");
    private static final String CLAIM = "io.modelcontextprotocol/protocolVersion";
    private static final Map<String, String> NAMED = Map.of(
            "tools/call", "name",
            "prompts/get", "name",
            "resources/read", "uri",
            "tasks/get", "taskId",
            "tasks/update", "taskId",
            "tasks/cancel", "taskId");

    private FrontTarget() {}

    /** Header lines, an empty line, and the body. */
    public static void fuzzerTestOneInput(byte[] input) {
        int end = headEnd(input);
        var head = new String(input, 0, end, ISO_8859_1);
        Headers headers = name -> field(head, name);
        var body = Arrays.copyOfRange(input, Math.min(input.length, end + 2), input.length);
        if (PlainJson.hasLongNumber(body)) {
            return;
        }
        var expected = PlainJson.read(body, JsonLimits.DEFAULT);
        try {
            var message = FrontDecoder.decode(headers, body, JsonLimits.DEFAULT);
            var value = expected.orElseThrow(() -> new Finding("what is no JSON is refused"));
            accepted(message, headers);
            same(message.message(), value, message.era());
        } catch (ProtocolException problem) {
            refused(problem.error(), expected);
        }
    }

    private static int headEnd(byte[] input) {
        for (int at = 0; at + 1 < input.length; at++) {
            if (input[at] == '\n' && input[at + 1] == '\n') {
                return at;
            }
        }
        return input.length;
    }

    private static List<String> field(String head, String name) {
        var values = new ArrayList<String>();
        for (var line : head.split("\n")) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(name)) {
                values.add(line.substring(colon + 1).strip());
            }
        }
        return values;
    }

    private static void accepted(ClientMessage message, Headers headers) {
        var versions = headers.all("MCP-Protocol-Version");
        if (message.era() == Era.LEGACY) {
            Finding.unless(versions.size() <= 1 && LEGACY.containsAll(versions), "older rules serve older versions");
            Finding.unless(headers.all("Mcp-Session-Id").size() <= 1, "a request has one session");
            Finding.unless(
                    message.session()
                            .equals(headers.all("Mcp-Session-Id").stream().findFirst()),
                    "a session is the header's");
            return;
        }
        Finding.unless(message.session().isEmpty(), "the modern era has no sessions");
        if (message.message() instanceof Message.Request request) {
            Finding.unless(versions.equals(List.of(MODERN)), "a modern request has the version header");
            Finding.unless(headers.all("Mcp-Method").equals(List.of(request.method())), "the method is mirrored");
            var source = NAMED.get(request.method());
            var name = Optional.ofNullable(source).flatMap(request.params()::string);
            if (name.isPresent()) {
                var mirrored = headers.all("Mcp-Name").stream()
                        .map(HeaderValue::decode)
                        .toList();
                Finding.unless(mirrored.equals(List.of(name)), "the name is mirrored");
            }
        }
    }

    private static void same(Message message, PlainJson.Value value, Era era) {
        switch (message) {
            case Message.Batch batch -> {
                var items = value instanceof PlainJson.Value.Items list ? list.items() : List.<PlainJson.Value>of();
                Finding.unless(
                        era == Era.LEGACY && items.size() == batch.messages().size(), "a batch has its messages");
                for (int at = 0; at < items.size(); at++) {
                    single(batch.messages().get(at), items.get(at), era);
                }
            }
            default -> single(message, value, era);
        }
    }

    private static void single(Message message, PlainJson.Value value, Era era) {
        var members =
                value instanceof PlainJson.Value.Members object ? object.members() : Map.<String, PlainJson.Value>of();
        Finding.unless("2.0".equals(decoded(members.get("jsonrpc"))), "a message is JSON-RPC 2.0");
        var id = text(members.get("id"));
        switch (message) {
            case Message.Request request -> {
                Finding.unless(request.id().json().equals(id), "a request keeps its id");
                Finding.unless(isUsableId(members.get("id")), "an id is a string or an integer");
                called(request.method(), members);
                parameters(request.params().names(), members.get("params"), era, request.method());
            }
            case Message.Notification notification -> {
                Finding.unless(id.isEmpty(), "a notification has no id");
                called(notification.method(), members);
                parameters(notification.params().names(), members.get("params"), era, notification.method());
            }
            case Message.Result result -> {
                Finding.unless(result.id().json().equals(id), "a result keeps its id");
                Finding.unless(result.result().text().equals(text(members.get("result"))), "a result is kept");
                answers(members, "error");
            }
            case Message.Failure failure -> {
                Finding.unless(failure.error().whole().text().equals(text(members.get("error"))), "an error is kept");
                answers(members, "result");
            }
            case Message.Batch _ -> throw new Finding("a batch holds no batch");
        }
    }

    private static void called(String method, Map<String, PlainJson.Value> members) {
        Finding.unless(method.equals(decoded(members.get("method"))), "a method is the body's");
        Finding.unless(!members.containsKey("result") && !members.containsKey("error"), "a call is no answer");
    }

    private static void answers(Map<String, PlainJson.Value> members, String other) {
        Finding.unless(!members.containsKey("method") && !members.containsKey(other), "an answer is one answer");
    }

    private static void parameters(List<String> names, PlainJson.@Nullable Value params, Era era, String method) {
        var given =
                params instanceof PlainJson.Value.Members object ? object.members() : Map.<String, PlainJson.Value>of();
        var kept = new ArrayList<>(given.keySet());
        if (!names.contains("_meta")) {
            kept.remove("_meta"); // it may have held nothing but the keys of this hop
        }
        Finding.unless(names.equals(kept), "parameters are the body's");
        boolean isClaim = given.get("_meta") instanceof PlainJson.Value.Members meta
                && MODERN.equals(decoded(meta.members().get(CLAIM)));
        Finding.unless(
                era == Era.MODERN || !isClaim || method.equals("initialize"),
                "what claims the modern era is not served by older rules");
    }

    private static void refused(ProtocolError error, Optional<PlainJson.Value> expected) {
        Finding.unless(error.httpStatus() == 400 || error.httpStatus() == 406, "a refusal is 400 or 406");
        Finding.unless((error.code() == ErrorCode.PARSE_ERROR) == expected.isEmpty(), "-32700 is for what is no JSON");
        if (expected.isPresent() && expected.get() instanceof PlainJson.Value.Members object) {
            var members = object.members();
            boolean isAnswer = members.containsKey("result") || members.containsKey("error");
            var id = Optional.ofNullable(members.get("id"))
                    .filter(_ -> !isAnswer)
                    .filter(FrontTarget::isUsableId);
            Finding.unless(
                    error.id().map(named -> named.json()).equals(id.map(PlainJson.Value::text)),
                    "a refusal names the request it answers");
        }
    }

    private static boolean isUsableId(PlainJson.@Nullable Value id) {
        return id != null
                && id.text().getBytes(UTF_8).length <= 256
                && (id instanceof PlainJson.Value.Text || id.text().matches("-?[0-9]+"));
    }

    private static String text(PlainJson.@Nullable Value value) {
        return value == null ? "" : value.text();
    }

    private static String decoded(PlainJson.@Nullable Value value) {
        return value instanceof PlainJson.Value.Text string ? string.decoded() : "";
    }
}
