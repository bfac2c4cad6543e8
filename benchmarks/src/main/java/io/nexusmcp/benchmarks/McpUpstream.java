package io.nexusmcp.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;

/** The server behind all contenders: one tool, answered at once with about 300 bytes, in both eras. */
public final class McpUpstream extends Handler.Abstract.NonBlocking {
    static final String MODERN = "/modern";
    static final String LEGACY = "/legacy";
    static final String TOOL = "lookup";

    private static final JsonFactory JSON = new JsonFactory();
    static final String TOOLS = """
        "tools":[{"name":"lookup","description":"Finds articles.","inputSchema":{"type":"object","properties":{\
        "query":{"type":"string","minLength":1,"maxLength":200},"limit":{"type":"integer","minimum":1,"maximum":50},\
        "tags":{"type":"array","items":{"type":"string"},"maxItems":10}},"required":["query"],\
        "additionalProperties":false}}]\
        """;
    static final String ANSWER = """
        "content":[{"type":"text","text":"Three articles were found. First: How rivers choose their beds, by a \
        hydrologist from Porto, 2019, 14 pages. Second: A short history of bridges in the north, 2021, 32 pages. \
        Third: What stones remember, an essay on erosion and time, 2016, 9 pages."}],"isError":false\
        """;
    private static final String SERVER = "\"serverInfo\":{\"name\":\"bench\",\"version\":\"1\"}";
    private static final String STAMP =
            "\"resultType\":\"complete\",\"_meta\":{\"io.modelcontextprotocol/serverInfo\":{\"name\":\"bench\","
                    + "\"version\":\"1\"}},";
    private static final String CACHING = "\"ttlMs\":60000,\"cacheScope\":\"private\",";

    /** By path and method. */
    static final Map<String, String> RESULTS = Map.of(
            MODERN + " server/discover",
            STAMP + CACHING + "\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}}",
            MODERN + " tools/list",
            STAMP + CACHING + TOOLS,
            MODERN + " tools/call",
            STAMP + ANSWER,
            LEGACY + " initialize",
            "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}}," + SERVER,
            LEGACY + " ping",
            "",
            LEGACY + " tools/list",
            TOOLS,
            LEGACY + " tools/call",
            ANSWER);

    private McpUpstream() {}

    public static void main(String[] args) throws Exception {
        serve(new McpUpstream());
    }

    /** Serves at a port that it prints, until its parent ends. */
    static void serve(Handler handler) throws Exception {
        var server = new Server();
        var connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(handler);
        server.start();
        System.out.println(connector.getLocalPort());
        // ends with its parent
        System.in.read();
        System.exit(0);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Content.Source.asByteBuffer(
                request,
                org.eclipse.jetty.util.Promise.from(
                        body -> answer(request, BufferUtil.toArray(body), response, callback), callback::failed));
        return true;
    }

    private static void answer(Request request, byte[] body, Response response, Callback callback) {
        var path = request.getHttpURI().getPath();
        var message = Message.read(body);
        if (message.id().isEmpty()) {
            response.setStatus(request.getMethod().equals("POST") ? 202 : 405);
            response.write(true, BufferUtil.EMPTY_BUFFER, callback);
            return;
        }
        var result = Optional.ofNullable(RESULTS.get(path + " " + message.method()));
        reply(message.id().get(), result, path.equals(MODERN), response, callback);
    }

    static void reply(String id, Optional<String> result, boolean isModern, Response response, Callback callback) {
        response.setStatus(result.isEmpty() && isModern ? 404 : 200);
        var text = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ","
                + result.map(members -> "\"result\":{" + members + "}}")
                        .orElse("\"error\":{\"code\":-32601,\"message\":\"Method not found\"}}");
        var bytes = text.getBytes(UTF_8);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }

    /** What is needed of a message; the id as JSON text. */
    record Message(String method, Optional<String> id) {
        static Message read(byte[] body) {
            var method = "";
            Optional<String> id = Optional.empty();
            try (JsonParser parser = JSON.createParser(tools.jackson.core.ObjectReadContext.empty(), body)) {
                parser.nextToken();
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    var name = parser.currentName();
                    var value = parser.nextToken();
                    if (name.equals("method")) {
                        method = parser.getString();
                    } else if (name.equals("id")) {
                        id = Optional.of(
                                value == JsonToken.VALUE_STRING
                                        ? "\"" + parser.getString() + "\""
                                        : parser.getString());
                    } else {
                        parser.skipChildren();
                    }
                }
            }
            return new Message(method, id);
        }
    }
}
