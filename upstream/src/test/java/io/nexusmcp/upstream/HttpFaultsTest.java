package io.nexusmcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.Fault;
import io.nexusmcp.testkit.MisbehavingServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class HttpFaultsTest {
    private static final Duration SHORT = Duration.ofSeconds(4);

    @ParameterizedTest
    @CsvSource({
        "GARBAGE, not valid JSON",
        "BROKEN_UTF8, not valid UTF-8",
        "WRONG_ID, another request",
        "DIES, connection broke",
        "HANGS, in time",
        "TRICKLES, in time",
        "BABBLES, too large",
        "HUGE_LINE, too large",
        "HUGE_JSON, too large",
        "DEEP_JSON, nested deeper",
        "GZIP_BOMB, compressed",
        "STATUS_401, HTTP 401",
        "STATUS_404, HTTP 404",
        "STATUS_405, HTTP 405",
        "STATUS_500, HTTP 500",
        "REDIRECTS, HTTP 307"
    })
    void fault_ofTheAnswer_failsTheCallAndNotTheNext(Fault fault, String why) {
        try (var server = MisbehavingServer.start(Era.LEGACY);
                var servers = new Servers().up(Servers.within(SHORT, Servers.http("bad", server.uri())))) {
            server.misbehave("tools/call", fault);
            assertThat(servers.failure("bad", "work")).contains(why).doesNotContain("xxx", "html", "stray");
            server.behave();
            assertThat(servers.callText("bad", "p", "work", "{}")).contains("done");
            assertThat(server.requests()).noneMatch(request -> request.target().contains("elsewhere"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"EMPTY_FIRST_EVENT", "TWICE"})
    void oddStream_withAnAnswer_isAnswered(Fault fault) {
        try (var server = MisbehavingServer.start(Era.LEGACY);
                var servers = new Servers().up(Servers.http("odd", server.uri()))) {
            server.misbehave("tools/call", fault);
            for (int i = 0; i < 3; i++) {
                assertThat(servers.callText("odd", "p", "work", "{}")).contains("done");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"STATUS_405", "STATUS_404", "GARBAGE", "EMPTY_FIRST_EVENT"})
    void getStream_refusedOrOdd_leavesCallsAlone(Fault fault) {
        try (var server = MisbehavingServer.start(Era.LEGACY)) {
            server.misbehave("GET", fault);
            try (var servers =
                    new Servers(Servers.refreshing(Duration.ofMillis(200))).up(Servers.http("quiet", server.uri()))) {
                assertThat(servers.callText("quiet", "p", "work", "{}")).contains("done");
                server.tools("work", "more");
                servers.awaitTools("quiet", "work", "more");
            }
        }
    }

    @Test
    void getStream_tellsOfAChange_listIsReadAgain() {
        try (var server = MisbehavingServer.start(Era.LEGACY);
                var servers = new Servers().up(Servers.http("fix", server.uri()))) {
            await().atMost(Servers.PATIENCE).until(() -> server.listening() == 1);
            server.tools("fresh");
            servers.awaitTools("fix", "fresh");
        }
    }

    @Test
    void babblingGetStream_delaysNobody() {
        try (var server = MisbehavingServer.start(Era.LEGACY);
                var other = MisbehavingServer.start(Era.MODERN)) {
            server.misbehave("GET", Fault.BABBLES);
            try (var servers =
                    new Servers().up(Servers.http("loud", server.uri()), Servers.http("calm", other.uri()))) {
                assertThat(servers.callText("loud", "p", "work", "{}")).contains("done");
                assertThat(servers.callText("calm", "p", "work", "{}")).contains("done");
            }
        }
    }

    @Test
    void hangingServer_atItsLimit_refusesMoreAndDelaysNoOther() throws Exception {
        try (var hanging = MisbehavingServer.start(Era.MODERN);
                var other = MisbehavingServer.start(Era.MODERN);
                var servers =
                        new Servers().up(Servers.http("hangs", hanging.uri()), Servers.http("works", other.uri()))) {
            hanging.misbehave("tools/call", Fault.HANGS);
            var exchanges = IntStream.range(0, 64)
                    .mapToObj(_ -> new RecordingExchange())
                    .toList();
            var calls = exchanges.stream()
                    .map(exchange -> CompletableFuture.supplyAsync(
                            () -> servers.failure("hangs", "p", "work", exchange), Thread::startVirtualThread))
                    .toList();
            await().atMost(Servers.PATIENCE).until(() -> count(hanging, "tools/call") == 64);
            assertThat(servers.failure("hangs", "work")).contains("as many calls are open");
            assertThat(servers.callText("works", "p", "work", "{}")).contains("done");
            exchanges.forEach(RecordingExchange::cancel);
            for (var call : calls) {
                assertThat(call.get()).contains("Cancelled");
            }
        }
    }

    @Test
    void cancel_legacyCall_wakesTheCallerAndTellsTheServer() throws Exception {
        try (var server = MisbehavingServer.start(Era.LEGACY);
                var servers = new Servers().up(Servers.http("slow", server.uri()))) {
            server.misbehave("tools/call", Fault.HANGS);
            assertThat(cancelled(server, servers, "slow")).contains("Cancelled");
            await().atMost(Servers.PATIENCE).until(() -> count(server, "notifications/cancelled") == 1);
        }
    }

    @Test
    void cancel_modernCall_closesItsStreamAndSendsNothing() throws Exception {
        try (var server = MisbehavingServer.start(Era.MODERN);
                var servers = new Servers().up(Servers.http("slow", server.uri()))) {
            server.misbehave("tools/call", Fault.HANGS);
            assertThat(cancelled(server, servers, "slow")).contains("Cancelled");
            server.behave();
            assertThat(servers.callText("slow", "p", "work", "{}")).contains("done");
            assertThat(count(server, "notifications/cancelled")).isZero();
        }
    }

    @Test
    void cancel_beforeTheCall_sendsNothing() {
        try (var server = MisbehavingServer.start(Era.MODERN);
                var servers = new Servers().up(Servers.http("fix", server.uri()))) {
            var exchange = new RecordingExchange();
            exchange.cancel();
            assertThat(servers.failure("fix", "p", "work", exchange)).contains("Cancelled");
            assertThat(count(server, "tools/call")).isZero();
        }
    }

    private static String cancelled(MisbehavingServer server, Servers servers, String name)
            throws InterruptedException, ExecutionException {
        var exchange = new RecordingExchange();
        var call = CompletableFuture.supplyAsync(
                () -> servers.failure(name, "p", "work", exchange), Thread::startVirtualThread);
        await().atMost(Servers.PATIENCE).until(() -> count(server, "tools/call") == 1);
        exchange.cancel();
        return call.get();
    }

    private static long count(MisbehavingServer server, String method) {
        return server.requests().stream()
                .filter(request -> request.body().contains("\"method\":\"" + method + "\""))
                .count();
    }
}
