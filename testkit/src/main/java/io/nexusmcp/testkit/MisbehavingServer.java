package io.nexusmcp.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** A Streamable HTTP server that fails on command, and keeps every request it got. */
public final class MisbehavingServer implements AutoCloseable {
    private static final int KEPT = 10_000;

    private final Script script;
    private final SocketHttp http;
    private final List<RecordedRequest> recorded = new CopyOnWriteArrayList<>();
    private final Set<EventStream> listeners = ConcurrentHashMap.newKeySet();

    private MisbehavingServer(Era era) {
        this.script = new Script(era);
        this.http = SocketHttp.start(SocketHttp.loopback(0), this::handle);
    }

    public static MisbehavingServer start(Era era) {
        return new MisbehavingServer(era);
    }

    public URI uri() {
        return URI.create("http://localhost:" + http.port() + "/mcp");
    }

    /** From now on, until {@link #behave}, requests of this JSON-RPC method (or {@code GET}) meet the fault. */
    public void misbehave(String method, Fault fault) {
        script.misbehave(method, fault);
    }

    public void behave() {
        script.behave();
    }

    /** Answers the method with exactly this text as its result. */
    public void answer(String method, String result) {
        script.answer(method, result);
    }

    /** Replaces the listed tools and tells every open GET stream. */
    public void tools(String... names) {
        script.tools(List.of(names));
        listeners.forEach(
                stream -> stream.event("", "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}"));
    }

    /** How many clients listen for changes at present. */
    public int listening() {
        return listeners.size();
    }

    public List<RecordedRequest> requests() {
        return List.copyOf(recorded);
    }

    private void handle(HttpRequest request, HttpReply reply) throws IOException {
        if (recorded.size() < KEPT) {
            recorded.add(RecordedRequest.of(request));
        }
        if (request.method().equals("GET")) {
            listen(reply);
        } else if (!request.method().equals("POST")) {
            reply.empty(200);
        } else {
            post(request, reply);
        }
    }

    private void listen(HttpReply reply) throws IOException {
        var fault = script.fault("GET");
        if (fault.isPresent() && fault.get().status() != 200) {
            reply.empty(fault.get().status());
            return;
        }
        var stream = reply.events();
        reply.whenPeerLeaves(stream::peerLeft);
        if (fault.isPresent()) {
            misbehave(fault.get(), stream);
            return;
        }
        listeners.add(stream);
        stream.awaitClosed();
        listeners.remove(stream);
    }

    private static void misbehave(Fault fault, EventStream stream) {
        switch (fault) {
            case BABBLES -> babble(stream);
            case EMPTY_FIRST_EVENT -> {
                stream.prime("e-0", 500);
                stream.awaitClosed();
            }
            default -> {
                stream.event("", "this is not JSON");
                stream.close();
            }
        }
    }

    private static void babble(EventStream stream) {
        for (long count = 0; stream.isOpen(); count++) {
            stream.event("", Distortion.babble(count));
        }
    }

    private void post(HttpRequest request, HttpReply reply) throws IOException {
        ObjectNode message;
        try {
            message = Trees.orEmpty(Trees.read(request.body()));
        } catch (JacksonException broken) {
            reply.empty(400);
            return;
        }
        var fault = script.fault(message.path("method").asString(""));
        if (!message.has("id") && fault.isEmpty()) {
            reply.empty(202);
        } else if (fault.isEmpty()) {
            reply.send(200, "application/json", script.answer(message).getBytes(StandardCharsets.UTF_8));
        } else {
            fail(fault.get(), message, reply);
        }
    }

    private void fail(Fault fault, ObjectNode message, HttpReply reply) throws IOException {
        var answer = script.answer(message);
        var bytes = Distortion.of(fault, message.path("id"), answer);
        switch (fault) {
            case DIES -> head(reply, bytes.length).write(Arrays.copyOf(bytes, bytes.length / 2));
            case HANGS -> awaitPeerLeaving(reply);
            case TRICKLES -> trickle(reply, bytes);
            case HUGE_LINE -> hugeLine(reply);
            case GZIP_BOMB -> reply.send(200, "application/json", Distortion.bomb(), "Content-Encoding", "gzip");
            case TWICE, BABBLES, EMPTY_FIRST_EVENT -> stream(fault, answer, reply);
            case STATUS_401, STATUS_404, STATUS_405, STATUS_500 -> reply.empty(fault.status());
            case REDIRECTS -> reply.empty(fault.status(), "Location", "/elsewhere");
            case GARBAGE, BROKEN_UTF8, WRONG_ID, HUGE_JSON, DEEP_JSON -> reply.send(200, "application/json", bytes);
        }
    }

    private static OutputStream head(HttpReply reply, int length) throws IOException {
        var out = reply.raw();
        out.write(("HTTP/1.1 200 .\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        return out;
    }

    private static void trickle(HttpReply reply, byte[] bytes) throws IOException {
        try {
            Distortion.trickle(head(reply, bytes.length), bytes);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitPeerLeaving(HttpReply reply) {
        var left = new CountDownLatch(1);
        reply.whenPeerLeaves(left::countDown);
        try {
            left.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void hugeLine(HttpReply reply) throws IOException {
        var out = reply.raw();
        out.write("HTTP/1.1 200 .\r\nContent-Type: text/event-stream\r\n\r\nevent: message\ndata: "
                .getBytes(StandardCharsets.ISO_8859_1));
        Distortion.fill(out, Distortion.HUGE_LINE_BYTES);
    }

    private static void stream(Fault fault, String answer, HttpReply reply) throws IOException {
        try (var stream = reply.events()) {
            switch (fault) {
                case BABBLES -> babble(stream);
                case TWICE -> stream.event("", answer);
                default -> stream.prime("e-0", 500);
            }
            stream.event("", answer);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
