package io.nexusmcp.core.pipeline;

import static io.nexusmcp.core.pipeline.TestPipeline.legacy;
import static io.nexusmcp.core.pipeline.TestPipeline.text;
import static io.nexusmcp.core.pipeline.TestPipeline.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Mount;
import io.nexusmcp.core.identity.ApiKey;
import io.nexusmcp.core.replay.ReplayLimits;
import io.nexusmcp.core.session.EventIds;
import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients of sessions come again for streams that they lost. */
class ResumableStreamsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TestPipeline hub = new TestPipeline().server("github", "github", tool("create"));
    private final String key = hub.admin();
    private final CountDownLatch goOn = new CountDownLatch(1);

    /** An answer whose connection keeps what it sends, as it does over HTTP. */
    private static final class Kept implements ClientStream {
        private final List<String> ids = new ArrayList<>();
        private Optional<StreamLog> log = Optional.empty();

        @Override
        public boolean canStream() {
            return true;
        }

        @Override
        public synchronized void keep(StreamLog kept) {
            log = Optional.of(kept);
        }

        @Override
        public synchronized void send(JsonSlice message) {
            ids.add(log.orElseThrow().keep(message));
        }

        synchronized void finish(Reply reply) {
            send(((Reply.Json) reply).body());
            log.orElseThrow().end(false);
        }

        synchronized List<String> ids() {
            return List.copyOf(ids);
        }

        synchronized Optional<Priming> priming() {
            return log.orElseThrow().priming();
        }

        @Override
        public void onDisconnect(Runnable action) {
            // a client with a session may leave
        }
    }

    private static String[] headers(String credential, String... more) {
        var all = new ArrayList<>(List.of("X-API-Key", credential, "Accept", "application/json, text/event-stream"));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private String session(String credential, String revision) {
        var reply = hub.post(
                Mount.FEDERATED,
                legacy(
                        "initialize",
                        "\"protocolVersion\":\"" + revision + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\"}"),
                headers(credential));
        return reply.headers().getOrDefault("Mcp-Session-Id", "none");
    }

    private String session() {
        return session(key, "2025-11-25");
    }

    private CompletableFuture<Void> call(String session, Kept stream) {
        var inbound = TestPipeline.inbound(
                Inbound.Verb.POST,
                Mount.FEDERATED,
                legacy(
                        "tools/call",
                        "\"name\":\"github__create\",\"arguments\":{},\"_meta\":{\"progressToken\":\"t\"}"),
                headers(key, "Mcp-Session-Id", session));
        return CompletableFuture.runAsync(
                () -> stream.finish(hub.pipeline.handle(inbound, stream)), Thread::startVirtualThread);
    }

    private Reply get(String credential, String session, String... more) {
        var all = new ArrayList<>(List.of("Mcp-Session-Id", session));
        all.addAll(List.of(more));
        var inbound = TestPipeline.inbound(
                Inbound.Verb.GET, Mount.FEDERATED, "", headers(credential, all.toArray(String[]::new)));
        return hub.pipeline.handle(inbound, ClientStream.NONE);
    }

    private NotificationFeed feed(String session, String... more) {
        return ((Reply.Listen) get(key, session, more)).feed();
    }

    private static List<String> rest(NotificationFeed feed) throws InterruptedException {
        var all = new ArrayList<String>();
        while (true) {
            var next = feed.next(PATIENCE);
            if (feed.isEnded()) {
                return all;
            }
            next.ifPresent(message -> all.add(message.text()));
        }
    }

    private static List<String> quietRest(NotificationFeed feed) {
        try {
            return rest(feed);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends progress before it waits, and again after that. */
    private void twoSteps() {
        hub.upstream = (_, exchange) -> {
            exchange.progress(TestPipeline.object("{\"progress\":1}"));
            awaitQuietly(goOn);
            exchange.progress(TestPipeline.object("{\"progress\":2}"));
            return TestPipeline.result("{\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}");
        };
    }

    /** The stream of a call that has been answered, in three messages. */
    private Kept answered(String session) throws Exception {
        twoSteps();
        goOn.countDown();
        var stream = new Kept();
        call(session, stream).get();
        return stream;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void clientThatComesAgain_getsWhatItMissed_whatComes_andTheAnswer() throws Exception {
        twoSteps();
        var session = session();
        var stream = new Kept();
        var call = call(session, stream);
        await().until(() -> stream.ids().size() == 1);
        var feed = feed(session, "Last-Event-ID", stream.ids().getFirst());
        assertThat(feed.priming()).contains(new Priming(stream.ids().getFirst(), Duration.ofMillis(700)));
        goOn.countDown();
        call.get();
        var rest = rest(feed);
        assertThat(rest).hasSize(2);
        assertThat(rest.getFirst()).contains("\"progress\":2", "\"progressToken\":\"t\"");
        assertThat(rest.getLast()).contains("\"id\":7", "done");
        assertThat(feed.eventId()).contains(stream.ids().getLast());
        feed.close();
        assertThat(rest(feed(session, "Last-Event-ID", stream.ids().get(1))))
                .as("the end of it once more")
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"2025-03-26, false", "2025-06-18, false", "2025-11-25, true"})
    void priming_isForClientsThatCanBearIt(String revision, boolean isPrimed) throws Exception {
        var session = session(key, revision);
        var stream = answered(session);
        assertThat(stream.priming().isPresent()).isEqualTo(isPrimed);
        assertThat(feed(session).priming().isPresent()).isEqualTo(isPrimed);
        assertThat(rest(feed(session, "Last-Event-ID", stream.ids().getFirst())))
                .hasSize(2);
    }

    @Test
    void eventIdOfAnotherSessionOrCaller_isAsIfItDidNotExist() throws Exception {
        var session = session();
        var stream = answered(session);
        var id = stream.ids().getFirst();
        var other = hub.key(ApiKey.Kind.USER, "other", Set.of("admin"));
        var unheard = text(get(key, session, "Last-Event-ID", "nothing.1"));
        assertThat(unheard).contains("-32602", "no such event");
        assertThat(text(get(key, session(), "Last-Event-ID", id))).isEqualTo(unheard);
        assertThat(text(get(other, session(other, "2025-11-25"), "Last-Event-ID", id)))
                .isEqualTo(unheard);
        assertThat(text(get(key, session, "Last-Event-ID", id, "Last-Event-ID", id)))
                .isEqualTo(unheard);
        assertThat(text(get(other, session, "Last-Event-ID", id))).contains("Session not found");
        assertThat(feed(session, "Last-Event-ID", id).next(PATIENCE)).isPresent();
    }

    @Test
    void answerThatIsNotKeptAnyMore_isAnErrorForItsRequest() throws Exception {
        var session = session();
        var stream = answered(session);
        hub.kept.all().forEach(hub.kept::remove);
        var rest = rest(feed(session, "Last-Event-ID", stream.ids().getFirst()));
        assertThat(rest).singleElement().asString().contains("\"id\":7", "-32603", "not known");
    }

    @Test
    void placeThatWasNeverGiven_isAnErrorForItsRequest() throws Exception {
        var session = session();
        var stream = answered(session);
        var id = stream.ids().getFirst();
        var beyond = id.substring(0, id.indexOf('.')) + ".99";
        assertThat(rest(feed(session, "Last-Event-ID", beyond)))
                .singleElement()
                .asString()
                .contains("-32603");
    }

    @Test
    void whatACallerCannotKeep_isLostAndAudited() throws Exception {
        hub.replay = new ReplaySettings(
                hub.replay.ids(),
                new ReplayLimits(
                        new ReplayLimits.Room(1, 1 << 20), ReplayLimits.DEFAULT.inAll(), Duration.ofMinutes(1)),
                Duration.ofSeconds(1));
        var session = session();
        var stream = answered(session);
        assertThat(rest(feed(session, "Last-Event-ID", stream.ids().getFirst())))
                .singleElement()
                .asString()
                .contains("-32603");
        assertThat(rest(feed(session, "Last-Event-ID", stream.ids().get(1)))).hasSize(1);
        assertThat(hub.events)
                .filteredOn(event -> event.what().operation().equals("replay"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.verdict().reason()).contains("replay_full");
                    assertThat(event.what().target()).contains("create");
                });
    }

    @Test
    void listChangesWhileAClientIsAway_waitForIt() throws Exception {
        var session = session();
        var first = feed(session);
        first.close();
        hub.catalogs.offers(hub.spec("github"), TestPipeline.offer("github", tool("create"), tool("delete")));
        var again = feed(session, "Last-Event-ID", first.eventId().orElseThrow());
        assertThat(again.next(PATIENCE).orElseThrow().text()).contains("tools/list_changed");
        var id = again.eventId().orElseThrow();
        again.close();
        var third = feed(session, "Last-Event-ID", id);
        assertThat(third.next(Duration.ofMillis(20))).isEmpty();
        assertThat(third.isEnded()).isFalse();
    }

    @Test
    void streamThatNobodyKnowsAnyMore_beginsAnewWithEverythingChanged() throws Exception {
        var session = session();
        var first = feed(session);
        first.close();
        hub.kept.all().forEach(hub.kept::remove);
        var again = feed(session, "Last-Event-ID", first.eventId().orElseThrow());
        var changed = new ArrayList<String>();
        for (int kind = 0; kind < 3; kind++) {
            changed.add(again.next(PATIENCE).orElseThrow().text());
        }
        assertThat(String.join(" ", changed)).contains("tools/list_changed", "prompts/list_ch", "resources/list_ch");
        assertThat(again.next(Duration.ofMillis(20))).isEmpty();
    }

    @Test
    void connectionThatTakesAStreamOver_endsTheFormer() throws Exception {
        var session = session();
        var first = feed(session);
        var waiting = CompletableFuture.supplyAsync(() -> quietRest(first), Thread::startVirtualThread);
        var second = feed(session, "Last-Event-ID", first.eventId().orElseThrow());
        assertThat(waiting.get()).isEmpty();
        first.close();
        hub.catalogs.offers(hub.spec("github"), TestPipeline.offer("github", tool("create"), tool("delete")));
        assertThat(second.next(PATIENCE).orElseThrow().text()).contains("tools/list_changed");
    }

    @Test
    void streamsThatWait_makeWayForOnesThatAreThere() {
        var one = session();
        var two = session();
        feed(one).close();
        feed(two).close();
        var three = session();
        assertThat(get(key, three)).isInstanceOf(Reply.Listen.class);
        assertThat(get(key, two)).as("its own waiting stream is given up").isInstanceOf(Reply.Listen.class);
        assertThat(hub.rules.streams().open()).as("two, as many as may be").isEqualTo(2);
    }

    @Test
    void clientThatLeftWithoutAWord_doesNotLockItsCallerOut() throws Exception {
        var silent = feed(session());
        var reading = CompletableFuture.supplyAsync(() -> quietRest(silent), Thread::startVirtualThread);
        var other = feed(session());
        var third = feed(session());
        assertThat(reading.get(20, TimeUnit.SECONDS)).isEmpty();
        silent.close();
        assertThat(other.isEnded()).isFalse();
        assertThat(third.isEnded()).isFalse();
        assertThat(hub.rules.streams().open()).isEqualTo(2);
        assertThat(hub.feeds.count()).isEqualTo(2);
        assertThat(hub.events)
                .filteredOn(event -> event.what().operation().equals("stream/forgotten"))
                .hasSize(1);
    }

    @Test
    void streamThatMadeWay_beginsAnewForItsClient() throws Exception {
        var session = session();
        var first = feed(session);
        var id = first.eventId().orElseThrow();
        feed(session());
        feed(session());
        assertThat(first.isEnded()).isTrue();
        first.close();
        assertThat(feed(session, "Last-Event-ID", id)
                        .next(PATIENCE)
                        .orElseThrow()
                        .text())
                .contains("list_changed");
        assertThat(hub.rules.streams().open()).isEqualTo(2);
    }

    @Test
    void clientThatComesAgain_isNotTheOldestAnyMore() {
        var first = session();
        var id = feed(first).eventId().orElseThrow();
        var second = feed(session());
        var again = feed(first, "Last-Event-ID", id);
        feed(session());
        assertThat(second.isEnded()).isTrue();
        assertThat(again.isEnded()).isFalse();
    }

    /** Its answer is on the way, so only streams of changes make way for others. */
    @Test
    void callThatIsFollowed_makesNoWay() throws Exception {
        twoSteps();
        var session = session();
        var streams = List.of(new Kept(), new Kept());
        var calls = streams.stream().map(stream -> call(session, stream)).toList();
        var followed = new ArrayList<NotificationFeed>();
        for (var stream : streams) {
            await().until(() -> stream.ids().size() == 1);
            followed.add(feed(session, "Last-Event-ID", stream.ids().getFirst()));
        }
        assertThat(text(get(key, session))).contains("429");
        goOn.countDown();
        for (var call : calls) {
            call.get();
        }
        for (var feed : followed) {
            assertThat(rest(feed)).hasSize(2).last().asString().contains("done");
        }
    }

    @Test
    void endedSession_takesWhatIsKeptWithIt() throws Exception {
        var session = session();
        answered(session);
        var listening = feed(session);
        assertThat(hub.kept.events()).isPositive();
        var ended =
                TestPipeline.inbound(Inbound.Verb.DELETE, Mount.FEDERATED, "", headers(key, "Mcp-Session-Id", session));
        assertThat(hub.pipeline.handle(ended, ClientStream.NONE)).isInstanceOf(Reply.Empty.class);
        assertThat(hub.kept.events()).isZero();
        assertThat(listening.isEnded()).isTrue();
        assertThat(hub.feeds.count()).isZero();
    }

    @Test
    void callerThatLosesItsKey_losesTheResumedStream() throws Exception {
        twoSteps();
        var session = session();
        var stream = new Kept();
        var call = call(session, stream);
        await().until(() -> stream.ids().size() == 1);
        var feed = feed(session, "Last-Event-ID", stream.ids().getFirst());
        var own = hub.keys.list().getFirst().id();
        hub.admin();
        hub.keys.revoke(own);
        assertThat(feed.isEnded()).isTrue();
        goOn.countDown();
        call.get();
    }

    @Test
    void idsOfEventsOnOneStream_differInTheirPositionOnly() throws Exception {
        var stream = answered(session());
        var sealed = stream.ids().getFirst().replaceFirst("\\.1$", "");
        assertThat(stream.ids())
                .containsExactly(EventIds.id(sealed, 1), EventIds.id(sealed, 2), EventIds.id(sealed, 3));
    }
}
