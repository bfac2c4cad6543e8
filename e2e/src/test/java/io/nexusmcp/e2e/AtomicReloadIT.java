package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.MisbehavingServer;
import io.nexusmcp.testkit.RawHttp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A configuration changes hands under load again and again. Each of the two is harmless by itself, and any mixture of
 * them shows: in what it lets out, or in how it refuses.
 */
class AtomicReloadIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CALLERS = 8;
    private static final int CHANGES = 24;
    private static final int FORBIDDEN = 403;
    private static final String BODY =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"a\":\"" + "x".repeat(3_000) + "\"}}";

    /** Repeats something on several threads until it is told to stop, and keeps what came of it. */
    private record Load(AtomicBoolean isOver, Set<String> seen) {
        void run(Supplier<String> work) {
            while (!isOver.get()) {
                seen.add(work.get());
            }
        }
    }

    private static MisbehavingServer saying(String word) {
        var server = MisbehavingServer.start(Era.MODERN);
        server.answer(
                "tools/call",
                "{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":\"I am " + word
                        + " and know secret-" + word + "\"}]}");
        return server;
    }

    /** One server, and only its own secret is masked. */
    private static String only(MisbehavingServer server, String word) {
        return "{\"mcpServers\":{\"work\":{\"url\":\"" + server.uri() + "\"}},"
                + "\"agents\":{\"outputFiltering\":{\"sensitivePatterns\":[\"secret-" + word + "\"]}}}";
    }

    @Test
    void calls_duringReloads_neverReachOneServerUnderTheRulesOfAnother(@TempDir Path folder) {
        try (var alpha = saying("alpha");
                var beta = saying("beta");
                var trial = Trial.start(new HubSetup().with(only(alpha, "alpha")), folder)) {
            trial.hub().awaitServer("work");
            var load = new Load(new AtomicBoolean(), ConcurrentHashMap.newKeySet());
            var peer = trial.peer("work");
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int caller = 0; caller < CALLERS; caller++) {
                    threads.execute(() -> load.run(() -> peer.call("work", "{}").message()));
                }
                for (int change = 0; change < CHANGES; change++) {
                    boolean isAlpha = change % 2 == 1;
                    trial.with(isAlpha ? only(alpha, "alpha") : only(beta, "beta"));
                    var word = isAlpha ? "I am alpha" : "I am beta";
                    await().atMost(PATIENCE)
                            .until(() -> peer.call("work", "{}").message().contains(word));
                }
                load.isOver().set(true);
            }
            assertThat(load.seen()).anyMatch(answer -> answer.contains("I am alpha"));
            assertThat(load.seen()).anyMatch(answer -> answer.contains("I am beta"));
            assertThat(load.seen()).noneMatch(answer -> answer.contains("secret-"));
        }
    }

    @Test
    void requests_duringReloads_passAWholeDoor(@TempDir Path folder) {
        var narrow = "{\"server\":{\"allowedHosts\":[\"b.test\"]},\"limits\":{\"maxBodyBytes\":2048}}";
        var wide = "{\"server\":{\"allowedHosts\":[\"a.test\"]},\"limits\":{\"maxBodyBytes\":\"64KB\"}}";
        try (var trial = Trial.start(new HubSetup(), folder)) {
            trial.with(wide);
            int port = trial.hub().mcp("").getPort();
            var asked = "POST /mcp HTTP/1.1\r\nHost: a.test\r\nContent-Type: application/json\r\nAccept:"
                    + " application/json, text/event-stream\r\nConnection: close\r\nAuthorization: Bearer "
                    + trial.hub().adminKey() + "\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY;
            var load = new Load(new AtomicBoolean(), ConcurrentHashMap.newKeySet());
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int caller = 0; caller < CALLERS; caller++) {
                    threads.execute(() ->
                            load.run(() -> "" + RawHttp.exchange(port, asked).status()));
                }
                for (int change = 0; change < CHANGES; change++) {
                    trial.with(change % 2 == 0 ? narrow : wide);
                }
                load.isOver().set(true);
            }
            assertThat(load.seen()).containsExactlyInAnyOrder("200", "" + FORBIDDEN);
        }
    }
}
