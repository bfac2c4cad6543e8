package io.nexusmcp.testkit;

import java.io.IOException;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Streamable HTTP without sessions, as the revision of 2026 has it. */
final class ModernHttp implements SocketHttp.Handler {
    private final FixtureServer server;
    private final ModernServer protocol;

    ModernHttp(ModernServer protocol, FixtureServer server) {
        this.server = server;
        this.protocol = protocol;
    }

    @Override
    public void handle(HttpRequest request, HttpReply reply) throws IOException {
        if (!request.method().equals("POST")) {
            reply.empty(405, "Allow", "POST");
            return;
        }
        JsonNode body = parse(request);
        if (!(body instanceof ObjectNode message) || !message.path("method").isString()) {
            refuse(reply, MissingNode.getInstance(), new RpcError(400, RpcError.INVALID_REQUEST, "Invalid request"));
        } else if (!message.has("id")) {
            reply.empty(202);
        } else {
            answer(request, message, reply);
        }
    }

    private static JsonNode parse(HttpRequest request) {
        try {
            return Trees.read(request.body());
        } catch (JacksonException broken) {
            return MissingNode.getInstance();
        }
    }

    private void answer(HttpRequest request, ObjectNode message, HttpReply reply) throws IOException {
        var worker = Thread.currentThread();
        var stream = new LazyStream(reply);
        try {
            check(request, message);
            reply.whenPeerLeaves(worker::interrupt);
            stream.end(Trees.result(message.path("id"), protocol.serve(message, stream)), 200);
        } catch (RpcError error) {
            stream.end(Trees.error(message.path("id"), error), error.status());
        } catch (Call.Cancelled cancelled) {
            stream.abandon();
        }
    }

    private void check(HttpRequest request, ObjectNode message) {
        var method = message.path("method").stringValue();
        var params = Trees.orEmpty(message.path("params"));
        ModernServer.checkEnvelope(method, params);
        var definition = server.definition(params.path("name").asString(""));
        MirroredHeaders.check(request, method, params, definition);
    }

    private static void refuse(HttpReply reply, JsonNode id, RpcError error) throws IOException {
        reply.json(error.status(), Trees.error(id, error));
    }

    /** Becomes a stream of events with the first message that comes before the response. */
    private static final class LazyStream implements Outbound {
        private final HttpReply reply;
        private Optional<EventStream> events = Optional.empty();

        LazyStream(HttpReply reply) {
            this.reply = reply;
        }

        @Override
        public void send(ObjectNode message) {
            try {
                if (events.isEmpty()) {
                    events = Optional.of(reply.events());
                }
                events.get().event("", message.toString());
            } catch (IOException peerLeft) {
                throw new Call.Cancelled();
            }
        }

        void end(ObjectNode response, int status) throws IOException {
            if (events.isEmpty()) {
                reply.json(status, response);
            } else {
                send(response);
                events.get().close();
            }
        }

        void abandon() {
            events.ifPresent(EventStream::close);
        }
    }
}
