package io.nexusmcp.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP API on loopback that answers what a test says, and keeps every request it got. */
public final class ApiServer implements AutoCloseable {
    private static final int KEPT = 10_000;
    private static final byte[] FINE = "{\"ok\":true}".getBytes(UTF_8);

    private final SocketHttp http;
    private final String scheme;
    private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
    private final List<RecordedRequest> recorded = new CopyOnWriteArrayList<>();

    /** What is done with a request. */
    private interface Behaviour {
        void reply(HttpReply reply) throws IOException;
    }

    private ApiServer(ServerSocket listener, String scheme) {
        this.scheme = scheme;
        this.http = SocketHttp.start(listener, this::handle);
    }

    public static ApiServer start() {
        return new ApiServer(SocketHttp.loopback(0), "http");
    }

    /** Starts on a listening socket of the caller's, which speaks TLS. */
    public static ApiServer startTls(ServerSocket listener) {
        return new ApiServer(listener, "https");
    }

    public int port() {
        return http.port();
    }

    public URI uri() {
        return URI.create(scheme + "://localhost:" + port());
    }

    /** From now on answers a path so; headers are given as name, value, name, value. */
    public ApiServer answer(String path, int status, String contentType, String body, String... headers) {
        return answer(path, status, contentType, body.getBytes(UTF_8), headers);
    }

    public ApiServer answer(String path, int status, String contentType, byte[] body, String... headers) {
        behaviours.put(path, reply -> reply.send(status, contentType, body, headers));
        return this;
    }

    /** From now on answers a path with a body that never ends. */
    public ApiServer answerWithoutEnd(String path) {
        behaviours.put(path, ApiServer::babble);
        return this;
    }

    /** From now on answers a path never, and keeps the connection until the peer leaves. */
    public ApiServer answerNever(String path) {
        behaviours.put(path, reply -> {
            reply.whenPeerLeaves(() -> {});
            reply.leavesConnection();
        });
        return this;
    }

    private static void babble(HttpReply reply) throws IOException {
        var out = reply.raw();
        out.write("HTTP/1.1 200 .\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n".getBytes(UTF_8));
        var chunk = "and so on ".repeat(1_000).getBytes(UTF_8);
        while (true) {
            out.write(chunk);
        }
    }

    public List<RecordedRequest> requests() {
        return List.copyOf(recorded);
    }

    /** The newest request. */
    public RecordedRequest last() {
        return recorded.getLast();
    }

    private void handle(HttpRequest request, HttpReply reply) throws IOException {
        if (recorded.size() < KEPT) {
            recorded.add(RecordedRequest.of(request));
        }
        int query = request.target().indexOf('?');
        var path = query < 0 ? request.target() : request.target().substring(0, query);
        behaviours
                .getOrDefault(path, fine -> fine.send(200, "application/json", FINE))
                .reply(reply);
    }

    @Override
    public void close() {
        http.close();
    }
}
