package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.MisbehavingServer;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub that ends under load, by force or by request, has recorded every call it answered. */
class KillIT {
    private static final int CALLERS = 16;
    private static final int ENOUGH = 500;

    /** Callers that call until told to stop; counts what was answered and what was refused or broken off. */
    private static final class Load implements AutoCloseable {
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final AtomicBoolean isOver = new AtomicBoolean();
        private final AtomicInteger answered = new AtomicInteger();
        private final AtomicInteger broken = new AtomicInteger();

        Load(Peer peer) {
            IntStream.range(0, CALLERS).forEach(number -> threads.execute(() -> run(peer)));
        }

        private void run(Peer peer) {
            while (!isOver.get()) {
                try {
                    if (peer.call("work", "{}").message().contains("done")) {
                        answered.incrementAndGet();
                    }
                } catch (UncheckedIOException connectionLost) {
                    broken.incrementAndGet();
                    isOver.set(true);
                }
            }
        }

        void awaitAnswers() {
            await().atMost(Duration.ofSeconds(60)).until(() -> answered.get() > ENOUGH);
        }

        @Override
        public void close() {
            isOver.set(true);
            threads.close();
        }
    }

    @Test
    void hub_killedUnderLoad_hasRecordedEveryAnswer_andStartsAgain(@TempDir Path folder) {
        try (var server = MisbehavingServer.start(Era.MODERN)) {
            var setup = new HubSetup().http("work", server.uri());
            var killed = HubProcess.start(setup, folder).awaitServer("work");
            var load = new Load(Peer.modern(killed.mcp("work"), killed.adminKey()));
            try (load) {
                load.awaitAnswers();
                killed.kill();
            }
            var trail = new Trail(folder.resolve("data"));
            assertThat(recorded(trail)).isGreaterThanOrEqualTo(load.answered.get());
            assertIntact(folder);
            try (var restarted = HubProcess.start(setup, folder).awaitServer("work")) {
                assertThat(Peer.modern(restarted.mcp("work"), restarted.adminKey())
                                .call("work", "{}")
                                .message())
                        .contains("done");
            }
            assertThat(recorded(trail)).isGreaterThan(load.answered.get());
            assertIntact(folder);
        }
    }

    @Test
    void hub_toldToStopUnderLoad_finishesItsCalls_andEndsWithZero(@TempDir Path folder) {
        try (var server = MisbehavingServer.start(Era.MODERN);
                var hub = HubProcess.start(new HubSetup().http("work", server.uri()), folder)
                        .awaitServer("work")) {
            var load = new Load(Peer.modern(hub.mcp("work"), hub.adminKey()));
            try (load) {
                load.awaitAnswers();
                assertThat(hub.stop()).isZero();
            }
            assertThat(recorded(new Trail(folder.resolve("data")))).isGreaterThanOrEqualTo(load.answered.get());
            assertIntact(folder);
        }
    }

    @Test
    void call_thatRunsWhenTheHubIsToldToStop_isAnswered(@TempDir Path folder) {
        try (var echo = SlowEcho.start();
                var hub = HubProcess.start(new HubSetup().http("slow", echo.uri()), folder)
                        .awaitServer("slow")) {
            var peer = Peer.modern(hub.mcp("slow"), hub.adminKey());
            var answer = CompletableFuture.supplyAsync(
                    () -> peer.call("echo", "{\"nonce\":\"late but whole\",\"delay\":3000}"),
                    Thread::startVirtualThread);
            await().until(() -> SlowEcho.working() == 1);
            assertThat(hub.stop()).isZero();
            assertThat(answer.join().message()).contains("late but whole");
        }
    }

    private static long recorded(Trail trail) {
        return trail.events().stream()
                .filter(event -> event.path("operation").asString("").equals("tools/call"))
                .filter(event -> event.path("outcome").asString("").equals("allowed"))
                .count();
    }

    private static void assertIntact(Path folder) {
        var verify = HubProcess.command(
                "audit", "verify", "--data", folder.resolve("data").toString());
        var run = Program.run(verify, Map.of(), folder, Duration.ofSeconds(60));
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).contains("intact");
    }
}
