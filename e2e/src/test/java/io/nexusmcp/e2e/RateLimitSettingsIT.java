package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.MisbehavingServer;
import io.nexusmcp.testkit.Proves;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the keys of {@code rateLimit} do, and what holds without them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RateLimitSettingsIT {
    private static final int A_DAY = 86_400;

    private final MisbehavingServer server = MisbehavingServer.start(Era.MODERN);
    private Trial trial;

    @BeforeAll
    void start(@TempDir Path folder) {
        trial = Trial.start(new HubSetup().http("work", server.uri()), folder);
        trial.hub().awaitServer("work");
    }

    @AfterEach
    void reset() {
        trial.without();
    }

    @AfterAll
    void stop() {
        trial.close();
        server.close();
    }

    /** What came after how many requests that passed. */
    private record Refused(int after, HttpResponse<String> answer) {
        long seconds() {
            return answer.headers().firstValueAsLong("Retry-After").orElse(0);
        }

        String header(String name) {
            return answer.headers().firstValue(name).orElse("");
        }
    }

    private static Refused untilRefused(Supplier<HttpResponse<String>> request) {
        for (int passed = 0; passed < 2_000; passed++) {
            var answer = request.get();
            if (answer.statusCode() == 429) {
                return new Refused(passed, answer);
            }
        }
        throw new AssertionError("never refused");
    }

    private Refused caller(HubProcess hub, String key) {
        var peer = Peer.modern(hub.mcp("work"), key);
        return untilRefused(() -> peer.call("work", "{}").response());
    }

    private static Refused stranger(HubProcess hub) {
        return untilRefused(() -> Http.post(hub.mcp(""), "{}"));
    }

    private static String limit(String who, int requests, String period, int burst) {
        return "{\"rateLimit\":{\"%s\":{\"requests\":%d,\"period\":\"%s\",\"burst\":%d}}}"
                .formatted(who, requests, period, burst);
    }

    @Test
    @Proves({"rateLimit.perCaller.requests", "rateLimit.perCaller.period", "rateLimit.perCaller.burst"})
    void perCaller_isWhatEachCallerMayAsk() {
        var ana = trial.operator().user("ana", "execute:tools/work").secret();
        var bob = trial.operator().user("bob", "execute:tools/work").secret();
        trial.with(limit("perCaller", 5, "1d", 0));
        var refused = caller(trial.hub(), ana);
        assertThat(refused.after()).isEqualTo(5);
        assertThat(refused.header("X-RateLimit-Limit")).isEqualTo("5");
        assertThat(refused.header("X-RateLimit-Remaining")).isEqualTo("0");
        assertThat(refused.seconds()).isBetween(A_DAY / 5 - 600L, A_DAY / 5L);
        assertThat(caller(trial.hub(), bob).after()).isEqualTo(5);

        trial.with(limit("perCaller", 5, "1h", 0));
        assertThat(caller(trial.hub(), ana).seconds()).isBetween(120L, 720L);
        trial.with(limit("perCaller", 5, "1d", 3));
        assertThat(caller(trial.hub(), ana).after()).isEqualTo(8);
        trial.with(limit("perCaller", 7, "1d", 0));
        assertThat(caller(trial.hub(), ana).after()).isEqualTo(7);
        trial.without();
        assertThat(Peer.modern(trial.hub().mcp("work"), ana).call("work", "{}").message())
                .contains("done");
    }

    @Test
    @Proves({"rateLimit.perIp.requests", "rateLimit.perIp.period", "rateLimit.perIp.burst"})
    void perIp_isWhatEachAddressMayAskBeforeItsKeyIsLookedAt() {
        trial.with(limit("perIp", 5, "1d", 0));
        var refused = stranger(trial.hub());
        assertThat(refused.after()).isEqualTo(5);
        assertThat(refused.header("X-RateLimit-Limit")).isEqualTo("5");
        assertThat(refused.seconds()).isBetween(A_DAY / 5 - 600L, A_DAY / 5L);
        assertThat(trial.peer("work").call("work", "{}").status()).isEqualTo(429);
        assertThat(Http.get(trial.hub().mcp("").resolve("/health/ready")).statusCode())
                .isEqualTo(200);

        trial.with(limit("perIp", 5, "1h", 0));
        assertThat(stranger(trial.hub()).seconds()).isBetween(120L, 720L);
        trial.with(limit("perIp", 5, "1d", 3));
        assertThat(stranger(trial.hub()).after()).isEqualTo(8);
        trial.with(limit("perIp", 7, "1d", 0));
        assertThat(stranger(trial.hub()).after()).isEqualTo(7);
        trial.without();
        assertThat(Http.post(trial.hub().mcp(""), "{}").statusCode()).isEqualTo(401);
    }

    /** A period cannot be lengthened for the default, so what is granted anew meanwhile is allowed for. */
    @Test
    void withoutTheSettings_itIsAHundredAMinuteForACaller_andTenTimesThatForAnAddress(@TempDir Path folder) {
        var setup = new HubSetup();
        setup.root().remove("rateLimit");
        try (var hub = HubProcess.start(setup.http("work", server.uri()), folder)) {
            hub.awaitServer("work");
            var key = new Operator(hub).user("ana", "execute:tools/work").secret();
            var refused = caller(hub, key);
            assertThat(refused.after()).isBetween(120, 220);
            assertThat(refused.header("X-RateLimit-Limit")).isEqualTo("100");
            assertThat(stranger(hub).header("X-RateLimit-Limit")).isEqualTo("1000");
        }
    }
}
