package io.nexusmcp.testkit;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Streamable HTTP with sessions, as the revisions of 2025 have it. */
final class LegacyHttp implements SocketHttp.Handler {
    private static final String SESSION = "Mcp-Session-Id";

    private record Live(LegacySession session, LegacyStream standalone, Map<String, LegacyStream> streams) {}

    private final FixtureServer server;
    private final Map<String, Live> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger nextStream = new AtomicInteger();

    LegacyHttp(FixtureServer server) {
        this.server = server;
    }

    @Override
    public void handle(HttpRequest request, HttpReply reply) throws IOException {
        try {
            switch (request.method()) {
                case "POST" -> post(request, reply);
                case "GET" -> get(request, reply);
                case "DELETE" -> delete(request, reply);
                default -> reply.empty(405, "Allow", "GET, POST, DELETE");
            }
        } catch (RpcError refused) {
            reply.json(refused.status(), Trees.error(Trees.object().nullNode(), refused));
        }
    }

    private void post(HttpRequest request, HttpReply reply) throws IOException {
        if (!request.accepts("application/json") || !request.accepts("text/event-stream")) {
            throw new RpcError(406, -32000, "Not Acceptable");
        }
        switch (parse(request)) {
            case ArrayNode batch -> batch(batch, live(request), reply);
            case ObjectNode message
            when message.path("method").asString("").equals("initialize") -> initialize(message, reply);
            case ObjectNode message
            when message.has("method") && message.has("id") -> answer(message, live(request), reply);
            case ObjectNode message -> {
                live(request).session().receive(message);
                reply.empty(202);
            }
            case JsonNode other ->
                throw new RpcError(400, RpcError.INVALID_REQUEST, "Not a message: " + other.getNodeType());
        }
    }

    private static JsonNode parse(HttpRequest request) {
        try {
            return Trees.read(request.body());
        } catch (JacksonException broken) {
            throw new RpcError(400, RpcError.PARSE, "Parse error");
        }
    }

    private Live live(HttpRequest request) {
        var id = request.header(SESSION)
                .orElseThrow(() -> new RpcError(400, -32000, "Bad Request: Session ID required"));
        var live = sessions.get(id);
        if (live == null) {
            throw new RpcError(404, -32001, "Session not found");
        }
        var version = request.header("MCP-Protocol-Version");
        if (version.isPresent() && !LegacySession.VERSIONS.contains(version.get())) {
            throw new RpcError(400, -32000, "Bad Request: Unsupported protocol version");
        }
        return live;
    }

    private void initialize(ObjectNode message, HttpReply reply) throws IOException {
        var standalone = new LegacyStream("g", false, Optional.empty());
        var session = new LegacySession(server, standalone::send);
        var answer = session.serve(message, standalone).orElseThrow();
        var id = UUID.randomUUID().toString();
        sessions.put(id, new Live(session, standalone, new ConcurrentHashMap<>()));
        reply.json(200, answer, SESSION, id);
    }

    private void answer(ObjectNode message, Live live, HttpReply reply) throws IOException {
        var name = "p" + nextStream.incrementAndGet();
        boolean primes = live.session().version().compareTo("2025-11-25") >= 0;
        var stream = new LegacyStream(name, primes, Optional.of(reply::events));
        live.streams().put(name, stream);
        var response = live.session().serve(message, stream);
        if (!stream.finish(response)) {
            live.streams().remove(name);
            reply.json(200, response.orElseThrow());
        }
    }

    private static void batch(ArrayNode batch, Live live, HttpReply reply) throws IOException {
        if (!live.session().version().equals("2025-03-26") || batch.isEmpty()) {
            throw new RpcError(400, RpcError.INVALID_REQUEST, "Batches are not part of this revision");
        }
        var answers = batch.arrayNode();
        for (var element : batch) {
            var message = Trees.orEmpty(element);
            if (message.has("id") && message.has("method")) {
                live.session().serve(message, ignored -> {}).ifPresent(answers::add);
            } else {
                live.session().receive(message);
            }
        }
        if (answers.isEmpty()) {
            reply.empty(202);
        } else {
            reply.json(200, answers);
        }
    }

    private void get(HttpRequest request, HttpReply reply) throws IOException {
        if (!request.accepts("text/event-stream")) {
            throw new RpcError(406, -32000, "Not Acceptable");
        }
        var live = live(request);
        var last = request.header("Last-Event-ID").orElse("");
        var stream = last.isEmpty() || last.startsWith("g-")
                ? live.standalone()
                : live.streams().get(last.split("-", 2)[0]);
        if (stream == null || (last.isEmpty() && stream.attached())) {
            throw new RpcError(stream == null ? 400 : 409, -32000, "No such stream, or it is open already");
        }
        var events = reply.events();
        reply.whenPeerLeaves(events::peerLeft);
        stream.attach(events, last.isEmpty() ? 0 : Integer.parseInt(last.split("-", 2)[1]));
        events.awaitClosed();
        stream.detach(events);
    }

    private void delete(HttpRequest request, HttpReply reply) throws IOException {
        var live = live(request);
        sessions.remove(request.header(SESSION).orElse(""));
        live.session().close();
        live.standalone().finish(Optional.empty());
        reply.empty(200);
    }

    /** Forgets every session, as a restarted server would. */
    void forgetSessions() {
        var forgotten = List.copyOf(sessions.values());
        sessions.clear();
        forgotten.forEach(live -> {
            live.session().close();
            live.standalone().finish(Optional.empty());
        });
    }
}
