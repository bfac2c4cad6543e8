package io.nexusmcp.testkit;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The fixture over Streamable HTTP on loopback; keeps every request it got, so that a test can search them. */
public final class HttpFixture implements AutoCloseable {
    private static final Set<String> OWN_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int KEPT = 10_000;

    private final FixtureServer server;
    private final LegacyHttp legacy;
    private final SseHttp sse;
    private final SocketHttp.Handler protocol;
    private final String path;
    private final SocketHttp http;
    private final String scheme;
    private final List<RecordedRequest> recorded = new CopyOnWriteArrayList<>();

    /** How the fixture is spoken to. */
    private enum Transport {
        LEGACY,
        MODERN,
        QUIET,
        SSE
    }

    private HttpFixture(Transport transport, ServerSocket listener, String scheme, int pageSize) {
        this.server = new FixtureServer(pageSize);
        this.legacy = new LegacyHttp(server);
        this.sse = new SseHttp(server);
        this.path = transport == Transport.SSE ? "/sse" : "/mcp";
        this.protocol = switch (transport) {
            case LEGACY -> legacy;
            case MODERN -> new ModernHttp(new ModernServer(server, true), server);
            case QUIET -> new ModernHttp(new ModernServer(server, false), server);
            case SSE -> sse;
        };
        this.scheme = scheme;
        this.http = SocketHttp.start(listener, this::handle);
    }

    private static Transport streamable(Era era) {
        return era == Era.LEGACY ? Transport.LEGACY : Transport.MODERN;
    }

    /** Starts with HTTP+SSE, the transport of the first revision. */
    public static HttpFixture startSse(int port) {
        return new HttpFixture(Transport.SSE, SocketHttp.loopback(port), "http", Integer.MAX_VALUE);
    }

    /** Starts on the given port, or on any free one for 0. */
    public static HttpFixture start(Era era, int port) {
        return new HttpFixture(streamable(era), SocketHttp.loopback(port), "http", Integer.MAX_VALUE);
    }

    /** Starts in the modern era with a server that never tells of changes, and so has no stream for them. */
    public static HttpFixture startQuiet(int port) {
        return new HttpFixture(Transport.QUIET, SocketHttp.loopback(port), "http", Integer.MAX_VALUE);
    }

    /** Starts with lists that come in pages. */
    public static HttpFixture startPaged(Era era, int pageSize) {
        return new HttpFixture(streamable(era), SocketHttp.loopback(0), "http", pageSize);
    }

    /** Starts on a listening socket of the caller's, which may speak TLS. */
    public static HttpFixture startTls(Era era, ServerSocket listener) {
        return new HttpFixture(streamable(era), listener, "https", Integer.MAX_VALUE);
    }

    public int port() {
        return http.port();
    }

    public URI uri() {
        return URI.create(scheme + "://localhost:" + port() + path);
    }

    public List<RecordedRequest> requests() {
        return List.copyOf(recorded);
    }

    /** How often it was told that nobody waits for an answer any more. */
    public long cancellations() {
        return recorded.stream()
                .filter(request -> request.body().contains("notifications/cancelled"))
                .count();
    }

    /** Adds or removes a tool and tells whoever listens. */
    public void changeTools() {
        server.toggleAppearingTool();
    }

    /** Ends every stream of HTTP+SSE. */
    public void hangUp() {
        sse.hangUp();
    }

    /** Tells whoever watches a resource that it has changed. */
    public void changeResource(String uri) {
        server.changes().publish("notifications/resources/updated", uri);
    }

    /** Makes every session id unknown from now on. */
    public void forgetSessions() {
        legacy.forgetSessions();
    }

    private void handle(HttpRequest request, HttpReply reply) throws IOException {
        if (recorded.size() < KEPT) {
            recorded.add(RecordedRequest.of(request));
        }
        if (!ownHost(request.header("Host").orElse(""))
                || !request.header("Origin").map(HttpFixture::ownOrigin).orElse(true)) {
            reply.empty(403);
        } else {
            protocol.handle(request, reply);
        }
    }

    private static boolean ownHost(String host) {
        return OWN_NAMES.contains(host.replaceFirst(":[0-9]+$", "").toLowerCase(Locale.ROOT));
    }

    private static boolean ownOrigin(String origin) {
        return origin.contains("://") && ownHost(origin.substring(origin.indexOf("://") + 3));
    }

    @Override
    public void close() {
        http.close();
    }

    /** Serves until killed: {@code legacy|modern [port]}. */
    public static void main(String[] args) throws InterruptedException {
        var fixture = start(Era.parse(args[0]), args.length > 1 ? Integer.parseInt(args[1]) : 0);
        System.out.println("listening on " + fixture.port());
        Thread.currentThread().join();
    }
}
