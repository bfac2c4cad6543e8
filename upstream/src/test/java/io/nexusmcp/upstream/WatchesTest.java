package io.nexusmcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.core.catalog.ServerSpec.EraChoice;
import io.nexusmcp.core.route.ResourceWatch;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import io.nexusmcp.testkit.StdioFixture;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers tell of resources that are watched, over every kind of connection, and again after it was lost. */
class WatchesTest {
    private static final String WATCHED = "test://watched-resource";
    private static final String OTHER = "test://static-text";

    private final List<String> changes = new CopyOnWriteArrayList<>();
    private final Servers servers = new Servers();

    @AfterEach
    void stop() {
        servers.close();
    }

    private ResourceWatch watch(String partition, String uri, List<String> told) {
        return servers.watch("one", partition, ClientAbilities.NONE, uri, told);
    }

    private static void assertAgreed(ResourceWatch watch) throws InterruptedException {
        assertThat(watch.await(Servers.PATIENCE)).isEqualTo(ResourceWatch.State.AGREED);
    }

    private static void awaitChanges(List<String> told, int count) {
        await().atMost(Servers.PATIENCE).untilAsserted(() -> assertThat(told).hasSizeGreaterThanOrEqualTo(count));
    }

    /** A port is free again when the thread that accepted on it has noticed. */
    private static HttpFixture again(Era era, int port) {
        return await().atMost(Servers.PATIENCE)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> HttpFixture.start(era, port), Objects::nonNull);
    }

    private static long count(HttpFixture fixture, String method) {
        return fixture.requests().stream()
                .filter(request -> request.body().contains("\"" + method + "\""))
                .count();
    }

    @ParameterizedTest
    @EnumSource
    void http_tellsOfWhatIsWatchedUntilItIsNot(Era era) throws Exception {
        try (var fixture = HttpFixture.start(era, 0)) {
            servers.up(Servers.http("one", fixture.uri()));
            var watch = watch("p", WATCHED, changes);
            assertAgreed(watch);
            fixture.changeResource(OTHER);
            fixture.changeResource(WATCHED);
            awaitChanges(changes, 1);
            assertThat(changes).containsOnly(WATCHED);
            watch.close();
            var other = new CopyOnWriteArrayList<String>();
            assertAgreed(watch("p", OTHER, other));
            int before = changes.size();
            fixture.changeResource(WATCHED);
            fixture.changeResource(OTHER);
            awaitChanges(other, 1);
            assertThat(changes).hasSize(before);
        }
    }

    private static EraChoice choice(Era era) {
        return era == Era.LEGACY ? EraChoice.LEGACY : EraChoice.MODERN;
    }

    private static List<String> child(Era era) {
        return Servers.child(StdioFixture.class, era.name().toLowerCase(Locale.ROOT));
    }

    /** Returns when the first of two watchers has heard of the change that its own call made; gives what the other hears. */
    private List<String> watchedByTwo() throws InterruptedException {
        var others = new CopyOnWriteArrayList<String>();
        assertAgreed(watch("p", WATCHED, changes));
        assertAgreed(watch("q", WATCHED, others));
        servers.callText("one", "p", "test_trigger_resource_update", "{}");
        awaitChanges(changes, 1);
        return others;
    }

    @ParameterizedTest
    @EnumSource
    void child_tellsOfWhatIsWatched_itsOwnCallerOnly(Era era) throws Exception {
        servers.up(Servers.each("one", choice(era), child(era)));
        var others = watchedByTwo();
        servers.callText("one", "q", "test_trigger_resource_update", "{}");
        awaitChanges(others, 1);
        assertThat(changes).hasSize(1);
        assertThat(others).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void sharedChild_tellsAllWhoWatch(Era era) throws Exception {
        servers.up(Servers.shared("one", choice(era), child(era)));
        awaitChanges(watchedByTwo(), 1);
    }

    @Test
    void resource_isAskedForOnceAndGivenUpWithItsLastWatcher() throws Exception {
        try (var fixture = HttpFixture.start(Era.LEGACY, 0)) {
            servers.up(Servers.http("one", fixture.uri()));
            var one = watch("p", WATCHED, changes);
            var two = watch("p", WATCHED, changes);
            assertAgreed(one);
            assertAgreed(two);
            assertThat(count(fixture, "resources/subscribe")).isOne();
            one.close();
            fixture.changeResource(WATCHED);
            awaitChanges(changes, 1);
            assertThat(count(fixture, "resources/unsubscribe")).isZero();
            two.close();
            await().atMost(Servers.PATIENCE).until(() -> count(fixture, "resources/unsubscribe") == 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void resourceThatTheServerRefuses_isRefusedAndNotAskedForAgain(Era era) throws Exception {
        try (var fixture = HttpFixture.start(era, 0)) {
            servers.up(Servers.http("one", fixture.uri()));
            assertThat(watch("p", "test://nothing", changes).await(Servers.PATIENCE))
                    .isEqualTo(ResourceWatch.State.REFUSED);
            assertAgreed(watch("p", WATCHED, changes));
        }
    }

    @Test
    void sessionThatTheServerForgot_isSubscribedAgain() throws Exception {
        try (var fixture = HttpFixture.start(Era.LEGACY, 0)) {
            servers.up(Servers.http("one", fixture.uri()));
            assertAgreed(watch("p", WATCHED, changes));
            fixture.forgetSessions();
            awaitChanges(changes, 1);
            await().atMost(Servers.PATIENCE).until(() -> count(fixture, "resources/subscribe") >= 2);
            int before = changes.size();
            await().atMost(Servers.PATIENCE).untilAsserted(() -> {
                fixture.changeResource(WATCHED);
                assertThat(changes).hasSizeGreaterThan(before);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void serverThatComesBack_isAskedAgainAndWhoWatchesIsToldToLook(Era era) throws Exception {
        var first = HttpFixture.start(era, 0);
        servers.up(Servers.http("one", first.uri()));
        assertAgreed(watch("p", WATCHED, changes));
        first.close();
        try (var second = again(era, first.port())) {
            awaitChanges(changes, 1);
            int before = changes.size();
            await().atMost(Servers.PATIENCE).untilAsserted(() -> {
                second.changeResource(WATCHED);
                assertThat(changes).hasSizeGreaterThan(before);
            });
        }
    }

    @Test
    void childThatDies_isStartedAgainForWhoWatches() throws Exception {
        var command = Servers.child(StdioFixture.class, "legacy");
        servers.up(Servers.each("one", EraChoice.LEGACY, command));
        assertAgreed(watch("p", WATCHED, changes));
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        awaitChanges(changes, 1);
        servers.awaitUp("one");
        int before = changes.size();
        await().atMost(Servers.PATIENCE).ignoreExceptions().untilAsserted(() -> {
            servers.callText("one", "p", "test_trigger_resource_update", "{}");
            assertThat(changes).hasSizeGreaterThan(before);
        });
    }

    @Test
    void watchBegunBeforeTheServerIsThere_beginsWithIt() throws Exception {
        var free = HttpFixture.start(Era.MODERN, 0);
        int port = free.port();
        free.close();
        ServerSpec spec = Servers.http("one", free.uri());
        servers.upstream().apply(List.of(spec));
        var watch = watch("p", WATCHED, changes);
        try (var fixture = again(Era.MODERN, port)) {
            assertAgreed(watch);
            fixture.changeResource(WATCHED);
            awaitChanges(changes, 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void listThatChanges_isToldAfterItWasReadAgain(Era era) {
        try (var fixture = HttpFixture.start(era, 0)) {
            servers.up(Servers.http("one", fixture.uri()));
            await().atMost(Servers.PATIENCE).untilAsserted(() -> {
                fixture.changeTools();
                assertThat(servers.news()).contains("all tools");
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void listThatACallersChildChanges_isToldToThatCaller(Era era) {
        var choice = era == Era.LEGACY ? EraChoice.LEGACY : EraChoice.MODERN;
        var command = Servers.child(StdioFixture.class, era.name().toLowerCase(Locale.ROOT));
        servers.up(Servers.each("one", choice, command));
        servers.callText("one", "p", "test_trigger_prompt_change", "{}");
        await().atMost(Servers.PATIENCE)
                .untilAsserted(() -> assertThat(servers.news()).contains("p prompts"));
        assertThat(servers.news()).doesNotContain("all prompts");
    }

    @ParameterizedTest
    @EnumSource
    void pageThatIsDoneWith_isToldForTheCallerThatWasSentThere(Transport transport) throws Exception {
        try (var fixture = HttpFixture.start(Era.LEGACY, 0)) {
            servers.up(
                    transport == Transport.HTTP
                            ? Servers.http("one", fixture.uri())
                            : Servers.each("one", EraChoice.LEGACY, Servers.child(StdioFixture.class, "legacy")));
            var exchange = new RecordingExchange()
                    .canBeAsked("{\"elicitation\":{\"url\":{}}}")
                    .answering(_ -> RecordingExchange.given("{\"action\":\"accept\"}"));
            assertThat(Servers.text(servers.call("one", "p", "visit_page", "{}", exchange)))
                    .contains("visited: accept");
            await().atMost(Servers.PATIENCE)
                    .untilAsserted(() -> assertThat(servers.news()).contains("p page page-1"));
        }
    }

    enum Transport {
        HTTP,
        STDIO
    }
}
