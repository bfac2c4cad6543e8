package io.nexusmcp.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.benchmarks.McpUpstream.Message;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;

/** The same server with a second tool, which asks a question before it answers, and with sessions in the older era. */
public final class AskingUpstream extends Handler.Abstract.NonBlocking {
    static final String ASKING = "ask";

    private static final String TOOLS = McpUpstream.TOOLS.substring(0, McpUpstream.TOOLS.lastIndexOf(']'))
            + ",{\"name\":\"ask\",\"inputSchema\":{\"type\":\"object\"}}]";
    private static final String QUESTION = """
        {"method":"elicitation/create","params":{"mode":"form","message":"Really?","requestedSchema":{"type":"object",\
        "properties":{"ok":{"type":"boolean"}},"required":["ok"]}}}\
        """;
    private static final String INPUT_REQUIRED = "\"resultType\":\"input_required\",\"inputRequests\":{\"sure\":"
            + QUESTION + "},\"requestState\":\"a-state-of-the-server\"";

    private final AtomicLong questions = new AtomicLong();
    private final Map<String, Runnable> waiting = new ConcurrentHashMap<>();

    private AskingUpstream() {}

    public static void main(String[] args) throws Exception {
        McpUpstream.serve(new AskingUpstream());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Content.Source.asByteBuffer(
                request,
                Promise.from(body -> answer(request, BufferUtil.toArray(body), response, callback), callback::failed));
        return true;
    }

    private void answer(Request request, byte[] body, Response response, Callback callback) {
        var message = Message.read(body);
        if (message.id().isEmpty() || message.method().isEmpty()) {
            message.id().flatMap(id -> Optional.ofNullable(waiting.remove(id))).ifPresent(Runnable::run);
            response.setStatus(request.getMethod().equals("POST") ? 202 : 405);
            response.write(true, BufferUtil.EMPTY_BUFFER, callback);
            return;
        }
        boolean isModern = request.getHttpURI().getPath().equals(McpUpstream.MODERN);
        boolean asks = message.method().equals("tools/call") && contains(body, "\"name\":\"ask\"");
        if (asks && !isModern) {
            ask(message.id().get(), response, callback);
            return;
        }
        if (message.method().equals("initialize")) {
            response.getHeaders().put("Mcp-Session-Id", UUID.randomUUID().toString());
        }
        boolean isFirst = asks && !contains(body, "\"inputResponses\"");
        McpUpstream.reply(
                message.id().get(),
                isFirst ? Optional.of(INPUT_REQUIRED) : result(message, isModern),
                isModern,
                response,
                callback);
    }

    private static Optional<String> result(Message message, boolean isModern) {
        var path = isModern ? McpUpstream.MODERN : McpUpstream.LEGACY;
        return Optional.ofNullable(McpUpstream.RESULTS.get(path + " " + message.method()))
                .map(result -> result.replace(McpUpstream.TOOLS, TOOLS));
    }

    private static boolean contains(byte[] body, String ascii) {
        return new String(body, ISO_8859_1).contains(ascii);
    }

    /** Asks on the stream of the call, and ends it when the client has answered. */
    private void ask(String call, Response response, Callback callback) {
        var id = Long.toString(questions.incrementAndGet());
        var isAsked = new CompletableFuture<Boolean>();
        var answer = event("{\"jsonrpc\":\"2.0\",\"id\":" + call + ",\"result\":{" + McpUpstream.ANSWER + "}}");
        waiting.put(id, () -> isAsked.thenRun(() -> response.write(true, answer, callback)));
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
        response.write(
                false,
                event("{\"jsonrpc\":\"2.0\",\"id\":" + id + "," + QUESTION.substring(1)),
                Callback.from(() -> isAsked.complete(true), callback::failed));
    }

    private static ByteBuffer event(String message) {
        return ByteBuffer.wrap(("event: message\ndata: " + message + "\n\n").getBytes(UTF_8));
    }
}
