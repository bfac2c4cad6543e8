package io.nexusmcp.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.adminplane.ToolCalls;
import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Mount;
import io.nexusmcp.core.pipeline.CallHandler;
import io.nexusmcp.core.pipeline.ClientStream;
import io.nexusmcp.core.pipeline.Reply;
import io.nexusmcp.protocol.HeaderValue;
import io.nexusmcp.protocol.Headers;
import io.nexusmcp.protocol.MetaKey;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonScanner;
import io.nexusmcp.protocol.json.JsonText;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Turns a tool call of the admin plane into a modern MCP request, so that it lives the same life as any other. */
final class PipelineToolCalls implements ToolCalls {
    private static final String METHOD = "tools/call";

    private final CallHandler pipeline;
    private final InstantSource clock;

    PipelineToolCalls(CallHandler pipeline, InstantSource clock) {
        this.pipeline = pipeline;
        this.clock = clock;
    }

    @Override
    public Outcome call(Headers credentials, InetAddress peer, String traceId, String tool, JsonObject arguments) {
        var body = ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + METHOD + "\",\"params\":{\"name\":"
                        + JsonText.quote(tool) + ",\"arguments\":"
                        + arguments.whole().text() + ",\"_meta\":{"
                        + JsonText.quote(MetaKey.PROTOCOL_VERSION) + ":"
                        + JsonText.quote(Revision.NEWEST.text()) + ","
                        + JsonText.quote(MetaKey.CLIENT_CAPABILITIES) + ":{}}}}")
                .getBytes(UTF_8);
        var inbound = new Inbound(
                Inbound.Verb.POST,
                Mount.FEDERATED,
                headers(credentials, tool),
                peer,
                () -> body,
                clock.instant(),
                traceId);
        return outcome(pipeline.handle(inbound, ClientStream.NONE));
    }

    /** The caller's credentials, and the mirrored headers that the hub itself vouches for. */
    private static Headers headers(Headers credentials, String tool) {
        var mirrored = Map.of(
                "mcp-protocol-version", List.of(Revision.NEWEST.text()),
                "mcp-method", List.of(METHOD),
                "mcp-name", List.of(HeaderValue.encode(tool)),
                "accept", List.of("application/json"),
                "content-type", List.of("application/json"));
        return name -> {
            var own = mirrored.get(name.toLowerCase(Locale.ROOT));
            return own != null ? own : credentials.all(name);
        };
    }

    private static Outcome outcome(Reply reply) {
        if (!(reply instanceof Reply.Json json)) {
            throw new IllegalStateException("a tool call is answered with JSON");
        }
        var message = JsonScanner.scanObject(json.body().toBytes(), JsonLimits.DEFAULT);
        return message.get("result")
                .<Outcome>map(Outcome.Result::new)
                .orElseGet(() -> failure(json.status(), message.object("error").orElse(JsonObject.EMPTY)));
    }

    private static Outcome failure(int status, JsonObject error) {
        int code = error.get("code").map(text -> Integer.parseInt(text.text())).orElse(0);
        return new Outcome.Failure(status, code, error.string("message").orElse(""));
    }
}
