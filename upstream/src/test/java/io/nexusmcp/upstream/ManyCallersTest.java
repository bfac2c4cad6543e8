package io.nexusmcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.catalog.ServerSpec.EraChoice;
import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import io.nexusmcp.testkit.StdioFixture;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class ManyCallersTest {
    private static final int CALLERS = 50;
    private static final int CALLS = 10;

    @ParameterizedTest
    @EnumSource(Era.class)
    void sharedChild_manyCallersAtOnce_everyAnswerAndProgressReachesItsOwn(Era era) {
        var choice = era == Era.MODERN ? EraChoice.MODERN : EraChoice.LEGACY;
        var command = Servers.child(StdioFixture.class, era == Era.MODERN ? "modern" : "legacy");
        try (var servers = new Servers().up(Servers.shared("fix", choice, command))) {
            everyAnswerReachesItsOwn(servers);
        }
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void httpServer_manyCallersAtOnce_everyAnswerAndProgressReachesItsOwn(Era era) {
        try (var fixture = HttpFixture.start(era, 0);
                var servers = new Servers().up(Servers.http("fix", fixture.uri()))) {
            everyAnswerReachesItsOwn(servers);
        }
    }

    @Test
    void oneCaller_withAChildOfItsOwn_mayHaveManyCallsOpen() {
        try (var servers =
                new Servers().up(Servers.each("fix", EraChoice.LEGACY, Servers.child(StdioFixture.class, "legacy")))) {
            everyAnswerReachesItsOwn(servers, List.of("ann"));
        }
    }

    private static void everyAnswerReachesItsOwn(Servers servers) {
        everyAnswerReachesItsOwn(servers, List.of("ann", "bob", "eve"));
    }

    private static void everyAnswerReachesItsOwn(Servers servers, List<String> partitions) {
        var callers = IntStream.range(0, CALLERS)
                .mapToObj(caller -> CompletableFuture.runAsync(
                        () -> {
                            for (int call = 0; call < CALLS; call++) {
                                answerReachesItsOwn(
                                        servers, partitions.get(caller % partitions.size()), caller * CALLS + call);
                            }
                        },
                        Thread::startVirtualThread))
                .toList();
        callers.forEach(CompletableFuture::join);
    }

    /** The number is both how long the server takes and how the answer is known. */
    private static void answerReachesItsOwn(Servers servers, String partition, int number) {
        var exchange = new RecordingExchange().withProgress();
        var answer = Servers.text(servers.call("fix", partition, "slow", "{\"millis\":" + number + "}", exchange));
        assertThat(answer).contains("took " + number + " ms");
        assertThat(exchange.progressed()).hasSize(10);
    }
}
