package io.nexusmcp.dataplane;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.limit.RateLimit;
import io.nexusmcp.core.limit.RateLimiter;
import io.nexusmcp.core.pipeline.CallHandler;
import io.nexusmcp.core.pipeline.Reply;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.testkit.RawHttp;
import io.nexusmcp.web.AccessRules;
import io.nexusmcp.web.Door;
import io.nexusmcp.web.DoorLimits;
import io.nexusmcp.web.Listener;
import io.nexusmcp.web.ListenerSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** The MCP front on a free port before a scripted pipeline. */
final class McpPort implements AutoCloseable {
    static final String MODERN = "MCP-Protocol-Version: 2026-07-28\r\nAccept: application/json, text/event-stream\r\n";
    static final String LEGACY = "MCP-Protocol-Version: 2025-11-25\r\nAccept: application/json, text/event-stream\r\n";
    static final StreamSettings QUICK = new StreamSettings(
            Duration.ofMillis(200),
            Duration.ofMillis(100),
            Duration.ofMillis(150),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1));

    private static final DoorLimits LIMITS = new DoorLimits(
            8 << 10, 10_000_000, Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(1), 0, 1_000, 1_000);

    final List<String> refusals = new CopyOnWriteArrayList<>();
    final List<Inbound> seen = new CopyOnWriteArrayList<>();
    final AtomicBoolean isReady = new AtomicBoolean(true);
    volatile ConnectionSettings transports = new ConnectionSettings(true, true, Duration.ofSeconds(30));
    private final McpHandler handler;
    private final Listener listener;

    McpPort(CallHandler calls) {
        this(calls, QUICK, ListenerSettings.ThreadKind.PLATFORM);
    }

    McpPort(CallHandler calls, StreamSettings streams, ListenerSettings.ThreadKind kind) {
        var limiter = new RateLimiter(new RateLimit(100_000, Duration.ofMinutes(1), 0));
        var door = new Door(AccessRules.OWN_ADDRESS_ONLY, LIMITS, limiter, (inbound, stream) -> {
            seen.add(inbound);
            try {
                return calls.handle(inbound, stream);
            } catch (Refused refused) {
                return json(status(refused.refusal()), "{\"error\":\"refused\"}");
            }
        });
        this.handler = new McpHandler(
                streams,
                isReady::get,
                (_, reason, status, _) -> refusals.add(reason + " " + status),
                InstantSource.system(),
                () -> door,
                () -> transports);
        this.listener = new Listener(
                new ListenerSettings(
                        "127.0.0.1", 0, false, Duration.ofSeconds(10), new ListenerSettings.Threads(kind, 20)),
                () -> door,
                (_, reason, status, _) -> refusals.add(reason + " " + status),
                handler);
        listener.start();
    }

    private static int status(Refusal refusal) {
        return switch (refusal) {
            case Refusal.TooLarge _ -> 413;
            case Refusal.TooSlow _ -> 408;
            default -> 400;
        };
    }

    static Reply json(int status, String body) {
        return new Reply.Json(status, JsonSlice.trusted(body), Map.of());
    }

    int port() {
        return listener.port();
    }

    Listener listener() {
        return listener;
    }

    int open() {
        return handler.open();
    }

    RawHttp connect() {
        return RawHttp.connect(port());
    }

    String request(String line, String headers, String body) {
        var length =
                body.isEmpty() ? "" : "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n";
        return line + " HTTP/1.1\r\nHost: localhost:" + port() + "\r\n" + headers + length + "\r\n" + body;
    }

    RawHttp.Answer exchange(String line, String headers, String body) {
        return RawHttp.exchange(port(), request(line, headers, body));
    }

    RawHttp.Answer exchange(String line) {
        return exchange(line, "", "");
    }

    @Override
    public void close() {
        listener.close();
    }
}
