package io.nexusmcp.core.pipeline;

import static io.nexusmcp.core.pipeline.TestPipeline.legacy;
import static io.nexusmcp.core.pipeline.TestPipeline.object;
import static io.nexusmcp.core.pipeline.TestPipeline.text;
import static io.nexusmcp.core.pipeline.TestPipeline.tool;
import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Mount;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.identity.ApiKey;
import io.nexusmcp.core.limit.Quota;
import io.nexusmcp.core.policy.Restrictions;
import io.nexusmcp.protocol.ListKind;
import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A legacy client watches resources and hears of them on the streams of its session. */
class SubscribeTest {
    private static final String A = "demo://github/a";
    private static final Duration NOW = Duration.ZERO;
    private static final Duration SOON = Duration.ofSeconds(5);

    private final TestPipeline hub = new TestPipeline().server("github", "github", tool("create"));
    private final String ana = hub.key(ApiKey.Kind.USER, "ana", Set.of(), "read:resources/github");
    private final String bob = hub.key(ApiKey.Kind.USER, "bob", Set.of(), "execute:tools/github");

    private String session(String key) {
        var begun = hub.post(
                Mount.FEDERATED,
                legacy(
                        "initialize",
                        "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"elicitation\":{\"url\":{}}}"),
                "X-API-Key",
                key);
        return begun.headers().getOrDefault("Mcp-Session-Id", "none");
    }

    private String ask(String key, String session, String method, String uri) {
        return text(hub.post(
                Mount.FEDERATED,
                legacy(method, "\"uri\":\"" + uri + "\""),
                "X-API-Key",
                key,
                "Mcp-Session-Id",
                session));
    }

    private NotificationFeed open(String key, String session) {
        var get = TestPipeline.inbound(
                Inbound.Verb.GET, Mount.FEDERATED, "", "X-API-Key", key, "Mcp-Session-Id", session);
        return ((Reply.Listen) hub.pipeline.handle(get, ClientStream.NONE)).feed();
    }

    private static String next(NotificationFeed feed, Duration patience) throws InterruptedException {
        return feed.next(patience).map(JsonSlice::text).orElse("nothing");
    }

    @Test
    void change_isToldToTheSessionThatWatchesAndToNoOther() throws Exception {
        var watching = session(ana);
        var other = session(ana);
        try (var feed = open(ana, watching);
                var deaf = open(ana, other)) {
            assertThat(ask(ana, watching, "resources/subscribe", A)).contains("\"result\":{}");
            hub.watches.change(A);
            assertThat(next(feed, SOON))
                    .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\","
                            + "\"params\":{\"uri\":\"" + A + "\"}}");
            assertThat(next(deaf, NOW)).isEqualTo("nothing");
        }
        assertThat(hub.events).anySatisfy(event -> {
            assertThat(event.what().operation()).isEqualTo("resources/subscribe");
            assertThat(event.what().server()).contains("github");
            assertThat(event.what().target()).contains(A);
        });
    }

    @Test
    void resourceThatMayNotBeRead_looksLikeOneThatIsNotThere() {
        var session = session(bob);
        var forbidden = ask(bob, session, "resources/subscribe", A);
        assertThat(forbidden).contains("-32002", "Unknown resource");
        assertThat(ask(bob, session, "resources/subscribe", "demo://github/b"))
                .isEqualTo(forbidden.replace(A, "demo://github/b"));
        assertThat(hub.watches.uris()).isEmpty();
        assertThat(ask(bob, session, "resources/unsubscribe", A)).contains("\"result\":{}");
    }

    @Test
    void serverThatTellsOfNothing_hasNoSuchMethod() {
        hub.catalogs.offers(hub.spec("github"), TestPipeline.withoutCompletions("github"));
        var reader = hub.key(ApiKey.Kind.USER, "reader", Set.of("reader"));
        assertThat(text(hub.post(
                        Mount.of(new ServerName("github")),
                        legacy("resources/subscribe", "\"uri\":\"" + A + "\""),
                        "X-API-Key",
                        reader,
                        "Mcp-Session-Id",
                        single(reader))))
                .contains("-32601");
    }

    private String single(String key) {
        var begun = hub.post(
                Mount.of(new ServerName("github")),
                legacy("initialize", "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}"),
                "X-API-Key",
                key);
        return begun.headers().getOrDefault("Mcp-Session-Id", "none");
    }

    @Test
    void serverThatRefusesOrDoesNotAnswer_leavesNothingWatched() {
        var session = session(ana);
        assertThat(ask(ana, session, "resources/subscribe", "demo://github/refused"))
                .contains("-32002");
        assertThat(ask(ana, session, "resources/subscribe", "demo://github/silent"))
                .contains("-32603");
        assertThat(hub.watches.uris()).isEmpty();
    }

    /** What is watched is kept for hours, and a body has room for very long ones. */
    @Test
    void resourceWithAVeryLongUri_looksLikeOneThatIsNotThere() {
        var session = session(ana);
        assertThat(ask(ana, session, "resources/subscribe", "demo://github/" + "x".repeat(2_034)))
                .contains("\"result\":{}");
        assertThat(ask(ana, session, "resources/subscribe", "demo://github/" + "x".repeat(2_035)))
                .contains("-32002");
        assertThat(hub.watches.uris()).hasSize(1);
    }

    @Test
    void unsubscribe_endsTheWatch() throws Exception {
        var session = session(ana);
        try (var feed = open(ana, session)) {
            ask(ana, session, "resources/subscribe", A);
            assertThat(ask(ana, session, "resources/unsubscribe", A)).contains("\"result\":{}");
            assertThat(hub.watches.uris()).isEmpty();
            assertThat(next(feed, NOW)).isEqualTo("nothing");
        }
    }

    @Test
    void changeWithoutAStream_isToldOnTheNextOneAndOnce() throws Exception {
        var session = session(ana);
        ask(ana, session, "resources/subscribe", A);
        hub.watches.change(A);
        hub.watches.change(A);
        try (var feed = open(ana, session)) {
            assertThat(next(feed, SOON)).contains(A);
            assertThat(next(feed, NOW)).isEqualTo("nothing");
        }
    }

    /** Each message goes on exactly one stream of a session. */
    @Test
    void severalStreams_areToldTogetherOnce() throws Exception {
        var session = session(ana);
        try (var one = open(ana, session);
                var two = open(ana, session)) {
            ask(ana, session, "resources/subscribe", A);
            hub.watches.change(A);
            assertThat(next(two, SOON)).contains(A);
            assertThat(next(one, NOW)).isEqualTo("nothing");
        }
    }

    @Test
    void deletedSession_endsItsWatchesAndItsStreams() {
        var session = session(ana);
        try (var feed = open(ana, session)) {
            ask(ana, session, "resources/subscribe", A);
            hub.pipeline.handle(
                    TestPipeline.inbound(
                            Inbound.Verb.DELETE, Mount.FEDERATED, "", "X-API-Key", ana, "Mcp-Session-Id", session),
                    ClientStream.NONE);
            assertThat(hub.watches.uris()).isEmpty();
            assertThat(feed.isEnded()).isTrue();
        }
    }

    @Test
    void revokedKey_endsItsWatches() {
        var session = session(ana);
        ask(ana, session, "resources/subscribe", A);
        hub.keys.revoke(ana.substring(4, 14));
        hub.feeds.endForbidden();
        assertThat(hub.watches.uris()).isEmpty();
    }

    @Test
    void readerWhoMayNotReadAnyMore_isToldNothing() throws Exception {
        var agent = hub.key(ApiKey.Kind.USER, "role", Set.of("reader"));
        var session = session(agent);
        try (var feed = open(agent, session)) {
            ask(agent, session, "resources/subscribe", A);
            hub.watches.change(A);
            hub.rules = hub.rules(Restrictions.NONE, TestPipeline.AMPLE, 100, Set.of("reader"));
            assertThat(next(feed, NOW)).isEqualTo("nothing");
            hub.feeds.refresh(hub.catalogs.current());
            assertThat(hub.watches.uris()).isEmpty();
        }
    }

    @Test
    void partOfAWatchedResource_isToldIfItMayBeRead() throws Exception {
        var session = session(ana);
        try (var feed = open(ana, session)) {
            ask(ana, session, "resources/subscribe", A);
            hub.watches.change(A, A + "/part", "");
            assertThat(next(feed, SOON)).contains(A + "/part");
        }
    }

    @Test
    void whatElseTheServerSays_isRedactedAndTheUriIsNot() throws Exception {
        var secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";
        var session = session(ana);
        try (var feed = open(ana, session)) {
            ask(ana, session, "resources/subscribe", "demo://github/" + secret);
            hub.watches.change(
                    "demo://github/" + secret,
                    "demo://github/" + secret,
                    ",\"title\":\"" + secret
                            + "\",\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":9,\"a.b/c\":1}");
            var told = object(next(feed, SOON)).object("params").orElseThrow();
            assertThat(told.string("uri")).contains("demo://github/" + secret);
            assertThat(told.string("title").orElse("")).doesNotContain(secret);
            assertThat(told.object("_meta").orElseThrow().whole().text()).isEqualTo("{\"a.b/c\":1}");
        }
    }

    @Test
    void moreThanACallerMayWatch_isRefusedAndNeverAtTheCostOfAnother() {
        var carl = hub.key(ApiKey.Kind.USER, "carl", Set.of("reader"));
        var carls = session(carl);
        ask(carl, carls, "resources/subscribe", "demo://github/c");
        var session = session(ana);
        for (int count = 0; count < 4; count++) {
            ask(ana, session, "resources/subscribe", "demo://github/" + count);
        }
        assertThat(ask(ana, session, "resources/subscribe", "demo://github/4")).contains("429");
        assertThat(hub.watches.uris())
                .containsExactly(
                        "demo://github/c", "demo://github/0", "demo://github/1", "demo://github/2", "demo://github/3");
    }

    /** Clients that left without a word must not lock out their own successors. */
    @Test
    void forgottenSessionOfTheSameCaller_makesWay() {
        hub.maxWatches = new Quota(2, 6);
        var forgotten = session(ana);
        ask(ana, forgotten, "resources/subscribe", "demo://github/0");
        ask(ana, forgotten, "resources/subscribe", "demo://github/1");
        var heard = session(ana);
        try (var _ = open(ana, heard)) {
            assertThat(ask(ana, heard, "resources/subscribe", "demo://github/2"))
                    .contains("\"result\":{}");
            assertThat(hub.watches.uris()).containsExactly("demo://github/2");
            assertThat(hub.events).anyMatch(event -> event.what().operation().equals("session/forgotten"));
        }
    }

    @Test
    void listThatAServerSaysHasChanged_isToldToWhoSeesIt() throws Exception {
        var github = new ServerName("github");
        try (var reads = open(ana, session(ana));
                var calls = open(bob, session(bob))) {
            hub.feeds.listChanged(github, Optional.empty(), ListKind.RESOURCES);
            assertThat(next(reads, SOON)).contains("resources/list_changed");
            assertThat(next(calls, NOW)).isEqualTo("nothing");
            hub.feeds.listChanged(github, Optional.of("somebody else"), ListKind.TOOLS);
            assertThat(next(calls, NOW)).isEqualTo("nothing");
        }
    }

    @Test
    void completedPage_isToldToTheSessionThatWasSentThereUnderItsOwnId() throws Exception {
        var key = hub.admin();
        var asked = session(key);
        var other = session(key);
        var stream = new Asked();
        hub.upstream = (_, exchange) -> Ask.echo(
                exchange.ask(
                        "elicitation/create",
                        object(
                                "{\"mode\":\"url\",\"message\":\"m\",\"url\":\"https://example.com/a\",\"elicitationId\":\"e1\"}")));
        var call = Thread.startVirtualThread(() -> hub.pipeline.handle(
                TestPipeline.inbound(
                        Inbound.Verb.POST,
                        Mount.FEDERATED,
                        legacy("tools/call", "\"name\":\"github__create\",\"arguments\":{}"),
                        "X-API-Key",
                        key,
                        "Mcp-Session-Id",
                        asked),
                stream));
        var question = object(stream.question.join().text());
        var shown =
                question.object("params").orElseThrow().string("elicitationId").orElseThrow();
        assertThat(shown).isNotEqualTo("e1");
        hub.post(
                Mount.FEDERATED,
                "{\"jsonrpc\":\"2.0\",\"id\":"
                        + question.get("id").orElseThrow().text() + ",\"result\":{\"action\":\"accept\"}}",
                "X-API-Key",
                key,
                "Mcp-Session-Id",
                asked);
        call.join();
        var caller = hub.routes.getFirst().partition();
        var github = new ServerName("github");
        hub.feeds.elicitationComplete(github, "key:somebody", "e1");
        hub.feeds.elicitationComplete(github, caller, "e1");
        hub.feeds.elicitationComplete(github, caller, "e1");
        try (var feed = open(key, asked);
                var deaf = open(key, other)) {
            assertThat(next(feed, SOON))
                    .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/elicitation/complete\","
                            + "\"params\":{\"elicitationId\":\"" + shown + "\"}}");
            assertThat(next(feed, NOW)).isEqualTo("nothing");
            assertThat(next(deaf, NOW)).isEqualTo("nothing");
        }
    }

    /** Waits for the first message. */
    private static final class Asked implements ClientStream {
        private final CompletableFuture<JsonSlice> question = new CompletableFuture<>();

        @Override
        public boolean canStream() {
            return true;
        }

        @Override
        public void send(JsonSlice message) {
            question.complete(message);
        }

        @Override
        public void onDisconnect(Runnable action) {
            // it stays
        }
    }
}
