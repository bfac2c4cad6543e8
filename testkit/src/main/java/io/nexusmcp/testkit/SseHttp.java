package io.nexusmcp.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** HTTP+SSE of 2024-11-05: everything the server says comes on one stream, and clients post to the address it names. */
final class SseHttp implements SocketHttp.Handler {
    private static final String MESSAGES = "/message?sessionId=";
    private static final List<String> VERSIONS = List.of("2024-11-05");

    private record Live(LegacySession session, EventStream events) {}

    private final FixtureServer server;
    private final Map<String, Live> open = new ConcurrentHashMap<>();

    SseHttp(FixtureServer server) {
        this.server = server;
    }

    @Override
    public void handle(HttpRequest request, HttpReply reply) throws IOException {
        if (request.method().equals("GET") && request.target().equals("/sse")) {
            stream(reply);
        } else if (request.method().equals("POST") && request.target().startsWith(MESSAGES)) {
            post(request, reply);
        } else {
            reply.empty(404);
        }
    }

    private void stream(HttpReply reply) throws IOException {
        var id = UUID.randomUUID().toString();
        var events = reply.events();
        reply.whenPeerLeaves(events::peerLeft);
        try (var session = new LegacySession(server, message -> events.event("", message.toString()), VERSIONS)) {
            open.put(id, new Live(session, events));
            events.named("endpoint", MESSAGES + id);
            events.awaitClosed();
        } finally {
            open.remove(id);
        }
    }

    private void post(HttpRequest request, HttpReply reply) throws IOException {
        var live = open.get(request.target().substring(MESSAGES.length()));
        if (live == null) {
            reply.empty(404);
            return;
        }
        ObjectNode message;
        try {
            message = Trees.orEmpty(Trees.read(request.body()));
        } catch (JacksonException broken) {
            reply.empty(400);
            return;
        }
        reply.send(202, "text/plain", "Accepted".getBytes(StandardCharsets.US_ASCII));
        if (message.has("id") && message.has("method")) {
            Thread.startVirtualThread(() -> live.session()
                    .serve(message, note -> live.events().event("", note.toString()))
                    .ifPresent(answer -> live.events().event("", answer.toString())));
        } else {
            live.session().receive(message);
        }
    }

    /** Ends every stream, as a restarted server would. */
    void hangUp() {
        open.values().forEach(live -> live.events().close());
    }
}
