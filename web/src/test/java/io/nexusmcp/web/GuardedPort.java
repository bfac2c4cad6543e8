package io.nexusmcp.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.limit.RateLimit;
import io.nexusmcp.core.limit.RateLimiter;
import io.nexusmcp.core.pipeline.CallHandler;
import io.nexusmcp.testkit.RawHttp;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** A listener on a free port before a handler that says how many bytes came and from whom. */
final class GuardedPort implements AutoCloseable {
    static final DoorLimits QUICK = new DoorLimits(
            8 << 10, 100_000, Duration.ofMillis(600), Duration.ofSeconds(4), Duration.ofSeconds(2), 200, 100, 100);
    static final CallHandler NO_CALLS = (_, _) -> {
        throw new IllegalStateException("no calls come through this door");
    };
    static final RateLimit PLENTY = new RateLimit(100_000, Duration.ofMinutes(1), 0);

    final List<String> refusals = new CopyOnWriteArrayList<>();
    final List<String> served = new CopyOnWriteArrayList<>();
    final BodyBudget budget = new BodyBudget(300_000);
    final CountDownLatch hold = new CountDownLatch(1);
    /** What ends the holding of bodies, where they are held. */
    final List<Runnable> held = new CopyOnWriteArrayList<>();

    volatile boolean isHolding;
    private final Listener listener;
    private volatile Door door;

    GuardedPort(ListenerSettings.ThreadKind kind, DoorLimits limits, AccessRules rules, RateLimit perIp) {
        this.door = new Door(rules, limits, new RateLimiter(perIp), NO_CALLS);
        this.listener = new Listener(
                new ListenerSettings(
                        "127.0.0.1", 0, false, Duration.ofSeconds(10), new ListenerSettings.Threads(kind, 20)),
                () -> door,
                (peer, reason, status, _) -> refusals.add(reason + " " + status + " " + peer.getHostAddress()),
                new Counting());
        listener.start();
    }

    GuardedPort(DoorLimits limits, AccessRules rules, RateLimit perIp) {
        this(ListenerSettings.ThreadKind.PLATFORM, limits, rules, perIp);
    }

    GuardedPort(ListenerSettings.ThreadKind kind, DoorLimits limits) {
        this(kind, limits, AccessRules.OWN_ADDRESS_ONLY, PLENTY);
    }

    GuardedPort(ListenerSettings.ThreadKind kind) {
        this(kind, QUICK);
    }

    GuardedPort() {
        this(ListenerSettings.ThreadKind.PLATFORM);
    }

    /** Puts other rules in force while the port is open. */
    void obey(AccessRules rules, DoorLimits limits) {
        door = new Door(rules, limits, door.perIp(), NO_CALLS);
    }

    int port() {
        return listener.port();
    }

    Listener listener() {
        return listener;
    }

    RawHttp connect() {
        return RawHttp.connect(port());
    }

    RawHttp.Answer get(String... headers) {
        return RawHttp.exchange(port(), "GET /count HTTP/1.1\r\n" + host() + lines(headers) + "\r\n");
    }

    RawHttp.Answer exchange(String request) {
        return RawHttp.exchange(port(), request);
    }

    /** The Host line that is allowed. */
    String host() {
        return "Host: localhost:" + port() + "\r\n";
    }

    private static String lines(String... headers) {
        return headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    }

    @Override
    public void close() {
        hold.countDown();
        listener.close();
    }

    private final class Counting extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            var path = request.getHttpURI().getPath();
            served.add(request.getMethod() + " " + path);
            switch (path) {
                case "/count" -> count(request, response, callback);
                case "/hold" -> {
                    hold.await();
                    count(request, response, callback);
                }
                case "/fail" -> throw new IllegalStateException("a secret detail");
                default -> {
                    return false;
                }
            }
            return true;
        }

        private void count(Request request, Response response, Callback callback) {
            var visit = Visit.of(request);
            try {
                var body = new BodyReader(request, visit.door().limits().body(), budget);
                if (isHolding) {
                    held.add(body.hold());
                }
                int size = body.read().length;
                var text = size + " bytes from " + visit.peer().getHostAddress() + " trace " + visit.traceId();
                response.getHeaders().put("Content-Type", "text/plain; charset=utf-8");
                response.write(true, UTF_8.encode(text), callback);
            } catch (Refused refused) {
                PlainAnswer.error(request, response, callback, status(refused.refusal()));
            }
        }

        private int status(@Nullable Refusal refusal) {
            return switch (refusal) {
                case Refusal.TooLarge _ -> 413;
                case Refusal.TooSlow _ -> 408;
                case Refusal.Unavailable _ -> 503;
                case Refusal.Malformed malformed -> malformed.error().httpStatus();
                case null, default -> 500;
            };
        }
    }
}
