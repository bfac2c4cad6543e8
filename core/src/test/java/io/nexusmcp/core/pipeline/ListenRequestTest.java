package io.nexusmcp.core.pipeline;

import static io.nexusmcp.core.pipeline.TestPipeline.modern;
import static io.nexusmcp.core.pipeline.TestPipeline.object;
import static io.nexusmcp.core.pipeline.TestPipeline.text;
import static io.nexusmcp.core.pipeline.TestPipeline.tool;
import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Mount;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.identity.ApiKey;
import io.nexusmcp.core.policy.Restrictions;
import io.nexusmcp.protocol.ListKind;
import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A modern client opens one stream for all it wants to hear of. */
class ListenRequestTest {
    private static final String A = "demo://github/a";
    private static final String ALL =
            "\"toolsListChanged\":true,\"promptsListChanged\":true,\"resourcesListChanged\":true";
    /** Of one caller at the same time. */
    private static final int MOST_CALLS = 8;

    private static final Duration NOW = Duration.ZERO;
    private static final Duration SOON = Duration.ofSeconds(5);

    private final TestPipeline hub = new TestPipeline().server("github", "github", tool("create"));
    private final String ana = hub.key(ApiKey.Kind.USER, "ana", Set.of("reader"));
    private final String bob = hub.key(ApiKey.Kind.USER, "bob", Set.of(), "execute:tools/github");

    private Reply listen(String key, String filter) {
        return send(key, modern("subscriptions/listen", "\"notifications\":{" + filter + "}"));
    }

    private Reply send(String key, String body) {
        var inbound = TestPipeline.inbound(
                Inbound.Verb.POST, Mount.FEDERATED, body, TestPipeline.modernHeaders(key, "subscriptions/listen"));
        return hub.pipeline.handle(inbound, ClientStream.NONE);
    }

    private NotificationFeed open(String key, String filter) {
        return ((Reply.Listen) listen(key, filter)).feed();
    }

    private static String next(NotificationFeed feed, Duration patience) throws InterruptedException {
        return feed.next(patience).map(JsonSlice::text).orElse("nothing");
    }

    private static String honoured(NotificationFeed feed) throws InterruptedException {
        var acknowledgement = object(next(feed, SOON));
        assertThat(acknowledgement.string("method")).contains("notifications/subscriptions/acknowledged");
        return acknowledgement
                .object("params")
                .flatMap(params -> params.get("notifications"))
                .orElseThrow()
                .text();
    }

    private static String uris(String... uris) {
        return "\"resourceSubscriptions\":[\"" + String.join("\",\"", uris) + "\"]";
    }

    @Test
    void acknowledgement_comesFirstAndEveryMessageHasTheIdOfTheRequest() throws Exception {
        try (var feed = open(ana, "\"toolsListChanged\":true," + uris(A))) {
            hub.watches.change(A);
            assertThat(next(feed, SOON))
                    .isEqualTo(
                            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":{"
                                    + "\"notifications\":{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"" + A
                                    + "\"]},\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":7}}}");
            assertThat(next(feed, SOON))
                    .isEqualTo(
                            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":{\"uri\":\""
                                    + A + "\",\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":7}}}");
            assertThat(feed.farewell().orElseThrow().text())
                    .contains("\"id\":7", "\"resultType\":\"complete\"", "subscriptionId\":7");
        }
        assertThat(hub.watches.uris()).isEmpty();
        assertThat(hub.feeds.count()).isZero();
    }

    @Test
    void idThatIsAString_staysOne() throws Exception {
        var body = modern("subscriptions/listen", "\"notifications\":{}").replace("\"id\":7", "\"id\":\"seven\"");
        try (var feed = ((Reply.Listen) send(ana, body)).feed()) {
            assertThat(next(feed, SOON)).contains("subscriptionId\":\"seven\"");
        }
    }

    @Test
    void whatWasNotAskedFor_isNotTold() throws Exception {
        try (var feed = open(ana, "\"promptsListChanged\":true,\"toolsListChanged\":false")) {
            assertThat(honoured(feed)).isEqualTo("{\"promptsListChanged\":true}");
            hub.feeds.listChanged(new ServerName("github"), Optional.empty(), ListKind.TOOLS);
            hub.catalogs.offers(hub.spec("github"), TestPipeline.offer("github", tool("create"), tool("fork")));
            assertThat(next(feed, NOW)).isEqualTo("nothing");
            hub.feeds.listChanged(new ServerName("github"), Optional.empty(), ListKind.PROMPTS);
            assertThat(next(feed, SOON)).contains("prompts/list_changed");
        }
    }

    @Test
    void listThatLooksDifferent_isToldOnce() throws Exception {
        try (var feed = open(hub.admin(), ALL)) {
            honoured(feed);
            hub.catalogs.offers(hub.spec("github"), TestPipeline.offer("github", tool("create"), tool("fork")));
            assertThat(next(feed, SOON)).contains("notifications/tools/list_changed", "subscriptionId\":7");
            assertThat(next(feed, NOW)).isEqualTo("nothing");
        }
    }

    @Test
    void listsThatNoServerHas_areNotHonoured() throws Exception {
        hub.catalogs.offers(hub.spec("github"), TestPipeline.withoutCompletions("github"));
        var mounted = TestPipeline.inbound(
                Inbound.Verb.POST,
                Mount.of(new ServerName("github")),
                modern("subscriptions/listen", "\"notifications\":{" + ALL + "," + uris(A) + "}"),
                TestPipeline.modernHeaders(ana, "subscriptions/listen"));
        try (var feed = ((Reply.Listen) hub.pipeline.handle(mounted, ClientStream.NONE)).feed()) {
            assertThat(honoured(feed)).isEqualTo("{\"promptsListChanged\":true}");
        }
    }

    @Test
    void resourceThatMayNotBeRead_isLeftOutLikeOneThatIsNotThere() throws Exception {
        try (var feed = open(bob, uris(A, "demo://nowhere/b"))) {
            assertThat(honoured(feed)).isEqualTo("{}");
        }
        assertThat(hub.watches.uris()).isEmpty();
        assertThat(hub.events)
                .filteredOn(event -> event.what().operation().equals("resources/subscribe"))
                .extracting(event -> event.verdict().reason().orElse(""))
                .containsExactly("unknown_resource", "unknown_resource");
    }

    @Test
    void resourceWithAVeryLongUri_isLeftOut() throws Exception {
        try (var feed = open(ana, uris(A, "demo://github/" + "x".repeat(2_035)))) {
            assertThat(honoured(feed)).isEqualTo("{" + uris(A) + "}");
            assertThat(hub.watches.uris()).containsExactly(A);
        }
    }

    @Test
    void resourceThatTheServerRefuses_isLeftOutAndASlowOneIsNotWaitedFor() throws Exception {
        try (var feed = open(ana, uris(A, "demo://github/refused", "demo://github/silent"))) {
            assertThat(honoured(feed)).isEqualTo("{" + uris(A, "demo://github/silent") + "}");
            assertThat(hub.watches.uris()).containsExactly(A, "demo://github/silent");
        }
    }

    @Test
    void revokedKey_endsTheStreamAndWhatItWatches() throws Exception {
        try (var feed = open(ana, uris(A))) {
            honoured(feed);
            hub.watches.change(A);
            assertThat(feed.isEnded()).isFalse();
            hub.keys.revoke(ana.substring(4, 14));
            assertThat(next(feed, NOW)).isEqualTo("nothing");
            assertThat(feed.isEnded()).isTrue();
            hub.feeds.endForbidden();
            assertThat(hub.watches.uris()).isEmpty();
        }
    }

    /** The client comes again and is told what it still may hear. */
    @Test
    void resourceThatMayNotBeReadAnyMore_endsTheStream() throws Exception {
        try (var feed = open(ana, uris(A))) {
            honoured(feed);
            hub.rules = hub.rules(Restrictions.NONE, TestPipeline.AMPLE, 100, Set.of("reader"));
            hub.watches.change(A);
            assertThat(next(feed, NOW)).isEqualTo("nothing");
            assertThat(feed.isEnded()).isTrue();
            hub.feeds.refresh(hub.catalogs.current());
            assertThat(hub.watches.uris()).isEmpty();
        }
    }

    @Test
    void moreThanACallerMayHave_isRefusedAndLeavesNothing() {
        var many = IntStream.range(0, 5).mapToObj(n -> "demo://github/" + n).collect(Collectors.toSet());
        assertThat(text(listen(ana, uris(many.toArray(String[]::new))))).contains("429");
        assertThat(hub.watches.uris()).isEmpty();
        assertThat(hub.feeds.count()).isZero();
    }

    /** Its client may have left without a word, which the hub finds out much later. */
    @Test
    void oldestStreamOfACaller_makesWayForOneTooMany() throws Exception {
        var others = open(bob, ALL);
        var one = open(ana, ALL + "," + uris(A));
        honoured(one);
        var two = open(ana, ALL);
        assertThat(one.isEnded()).isFalse();
        var three = open(ana, ALL);
        assertThat(next(one, SOON)).isEqualTo("nothing");
        assertThat(one.isEnded()).isTrue();
        assertThat(one.farewell().orElseThrow().text()).contains("\"id\":7", "\"resultType\":\"complete\"");
        assertThat(hub.watches.uris()).isEmpty();
        assertThat(hub.rules.streams().open()).isEqualTo(3);
        assertThat(hub.events)
                .filteredOn(event -> event.what().operation().equals("stream/forgotten"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.who().caller()).contains("key:" + ana.substring(4, 14));
                    assertThat(event.verdict().reason()).contains("too_many_at_once");
                });
        for (var feed : List.of(others, two, three)) {
            assertThat(feed.isEnded()).isFalse();
            feed.close();
        }
        one.close();
        assertThat(hub.rules.streams().open()).isZero();
        assertThat(hub.feeds.count()).isZero();
    }

    @Test
    void manyStreamsAtOnce_areNeverRefusedAndNeverTooMany() throws Exception {
        var open = new ArrayList<NotificationFeed>();
        try (var threads = Executors.newFixedThreadPool(MOST_CALLS)) {
            Callable<NotificationFeed> opening = () -> open(ana, ALL);
            for (var opened : threads.invokeAll(Collections.nCopies(64, opening))) {
                open.add(opened.get());
            }
        }
        assertThat(open).hasSize(64);
        assertThat(open).filteredOn(feed -> !feed.isEnded()).hasSize(2);
        open.forEach(NotificationFeed::close);
        assertThat(hub.rules.streams().open()).isZero();
    }

    @Test
    void watchesOfAllStreamsOfACaller_areBoundedTogether() {
        try (var first = open(ana, uris("demo://github/0", "demo://github/1", "demo://github/2"))) {
            assertThat(first.isEnded()).isFalse();
            assertThat(text(listen(ana, uris("demo://github/3", "demo://github/4"))))
                    .contains("429");
            assertThat(hub.watches.uris()).hasSize(3);
        }
    }

    @Test
    void streamThatCannotBeRecorded_isNotOpened() {
        hub.isAuditBroken = true;
        assertThat(((Reply.Json) listen(ana, ALL)).status()).isEqualTo(503);
        assertThat(hub.feeds.count()).isZero();
        assertThat(hub.rules.streams().open()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"notifications\":true", "\"notifications\":{\"toolsListChanged\":\"yes\"}"})
    void filterOfAnotherType_isRefused(String params) {
        assertThat(text(send(ana, modern("subscriptions/listen", params)))).contains("-32602");
        assertThat(hub.feeds.count()).isZero();
    }
}
