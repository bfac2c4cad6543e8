package io.nexusmcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.core.catalog.ServerSpec.EraChoice;
import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.Fault;
import io.nexusmcp.testkit.MisbehavingChild;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(180)
class StdioFaultsTest {
    private static final Duration SHORT = Duration.ofSeconds(3);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "BROKEN_UTF8, invalid JSON",
        "DEEP_JSON, invalid JSON",
        "WRONG_ID, in time",
        "GARBAGE, in time",
        "DIES, ended with code",
        "HANGS, in time",
        "TRICKLES, in time",
        "HUGE_LINE, too much",
        "HUGE_JSON, too much"
    })
    void fault_ofTheAnswer_failsTheCallAndNotTheNext(Fault fault, String why) {
        var child = new MisbehavingChild(Era.LEGACY, folder);
        var spec = Servers.within(SHORT, Servers.each("bad", EraChoice.LEGACY, child.command()));
        try (var servers = new Servers().up(spec)) {
            child.misbehave("tools/call", fault);
            assertThat(servers.failure("bad", "work")).contains(why).doesNotContain("xxx", "html", "stray");
            child.behave();
            await().atMost(Servers.PATIENCE)
                    .ignoreExceptions()
                    .until(() -> servers.callText("bad", "q", "work", "{}").contains("done"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"EMPTY_FIRST_EVENT", "TWICE"})
    void oddLines_withAnAnswer_areAnswered(Fault fault) {
        var child = new MisbehavingChild(Era.LEGACY, folder);
        try (var servers = new Servers().up(Servers.shared("odd", EraChoice.LEGACY, child.command()))) {
            child.misbehave("tools/call", fault);
            for (int i = 0; i < 3; i++) {
                assertThat(servers.callText("odd", "p", "work", "{}")).contains("done");
            }
        }
    }

    @Test
    void babblingChild_delaysNobodyAndIsCutByTheDeadline() {
        var child = new MisbehavingChild(Era.LEGACY, folder);
        var spec = Servers.within(SHORT, Servers.each("loud", EraChoice.LEGACY, child.command()));
        try (var servers = new Servers().up(spec)) {
            child.misbehave("tools/call", Fault.BABBLES);
            var loud = CompletableFuture.supplyAsync(() -> servers.failure("loud", "work"), Thread::startVirtualThread);
            assertThat(loud.join()).contains("in time");
        }
    }

    @Test
    void silentChild_atTheProbe_countsAsLegacy() {
        var child = new MisbehavingChild(Era.LEGACY, folder);
        child.misbehave("server/discover", Fault.HANGS);
        try (var servers = new Servers().up(Servers.shared("mute", EraChoice.AUTO, child.command()))) {
            assertThat(servers.callText("mute", "p", "work", "{}")).contains("done");
        }
    }

    @Test
    void childThatEndsAtTheProbe_isStartedAnewAndServes() {
        var child = new MisbehavingChild(Era.LEGACY, folder);
        child.misbehave("server/discover", Fault.DIES);
        try (var servers = new Servers().up(Servers.shared("touchy", EraChoice.AUTO, child.command()))) {
            assertThat(servers.callText("touchy", "p", "work", "{}")).contains("done");
        }
    }

    @Test
    void cancel_ofAnOpenCall_wakesTheCallerAndReachesTheServer() {
        var child = new MisbehavingChild(Era.MODERN, folder);
        try (var servers = new Servers().up(Servers.shared("slow", EraChoice.MODERN, child.command()))) {
            child.misbehave("tools/call", Fault.HANGS);
            var exchange = new RecordingExchange();
            var call = CompletableFuture.supplyAsync(
                    () -> servers.failure("slow", "p", "work", exchange), Thread::startVirtualThread);
            await().atMost(Servers.PATIENCE).until(() -> count(child, "tools/call") == 1);
            exchange.cancel();
            assertThat(call.join()).contains("Cancelled");
            await().atMost(Servers.PATIENCE).until(() -> count(child, "notifications/cancelled") == 1);
        }
    }

    @Test
    void overdueCall_isCancelledOnTheServer() {
        var child = new MisbehavingChild(Era.LEGACY, folder);
        var spec = Servers.within(SHORT, Servers.shared("slow", EraChoice.LEGACY, child.command()));
        try (var servers = new Servers().up(spec)) {
            child.misbehave("tools/call", Fault.HANGS);
            assertThat(servers.failure("slow", "work")).contains("in time");
            await().atMost(Servers.PATIENCE).until(() -> count(child, "notifications/cancelled") == 1);
        }
    }

    @Test
    void announcedChange_isReadAgain() {
        var child = new MisbehavingChild(Era.LEGACY, folder);
        try (var servers = new Servers().up(Servers.shared("fix", EraChoice.LEGACY, child.command()))) {
            child.tools("fresh", "other");
            servers.awaitTools("fix", "fresh", "other");
        }
    }

    private static long count(MisbehavingChild child, String method) {
        return child.requests().stream()
                .filter(line -> line.contains("\"method\":\"" + method + "\""))
                .count();
    }
}
