package io.nexusmcp.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.core.pipeline.NotificationFeed;
import io.nexusmcp.core.pipeline.Reply;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.testkit.RawHttp;
import io.nexusmcp.web.ListenerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ListenTest {
    private static final String EVENTS = "Accept: text/event-stream\r\n";

    /** Hands out what a test puts in. */
    private static final class QueuedFeed implements NotificationFeed {
        final LinkedBlockingQueue<JsonSlice> messages = new LinkedBlockingQueue<>();
        final AtomicBoolean isEnded = new AtomicBoolean();
        final AtomicBoolean isClosed = new AtomicBoolean();

        @Override
        public Optional<JsonSlice> next(Duration patience) throws InterruptedException {
            return Optional.ofNullable(messages.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
        }

        @Override
        public boolean isEnded() {
            return isEnded.get();
        }

        @Override
        public void close() {
            isClosed.set(true);
        }
    }

    private final QueuedFeed feed = new QueuedFeed();

    private McpPort port(StreamSettings settings, ListenerSettings.ThreadKind kind) {
        return new McpPort((_, _) -> new Reply.Listen(feed, Map.of("Mcp-Session-Id", "s1")), settings, kind);
    }

    private McpPort port() {
        return port(McpPort.QUICK, ListenerSettings.ThreadKind.PLATFORM);
    }

    private static RawHttp listen(McpPort mcp) {
        var http = mcp.connect();
        var head = http.send(mcp.request("GET /mcp", EVENTS, "")).readHead();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
        assertThat(head.header("Mcp-Session-Id")).isEqualTo("s1");
        return http;
    }

    private static String nextEvent(RawHttp http) {
        var chunk = http.readChunk();
        while (chunk.equals(":\n\n")) {
            chunk = http.readChunk();
        }
        return chunk;
    }

    @ParameterizedTest
    @EnumSource
    void stream_carriesMessages_beats_andEndsWithItsFeed(ListenerSettings.ThreadKind kind) {
        try (var mcp = port(McpPort.QUICK, kind);
                var http = listen(mcp)) {
            assertThat(http.readChunk()).isEqualTo(":\n\n");
            assertThat(http.readChunk()).isEqualTo(":\n\n");
            feed.messages.add(JsonSlice.trusted("{\"n\":1}"));
            assertThat(nextEvent(http)).isEqualTo("event: message\ndata: {\"n\":1}\n\n");
            feed.isEnded.set(true);
            assertThat(nextEvent(http)).isEmpty();
            await().untilTrue(feed.isClosed);
        }
    }

    @Test
    void messageAfterTheEndOfTheFeed_isNotSent() {
        try (var mcp = port();
                var http = listen(mcp)) {
            feed.isEnded.set(true);
            feed.messages.add(JsonSlice.trusted("{\"secret\":1}"));
            assertThat(nextEvent(http)).isEmpty();
        }
    }

    @Test
    void stream_endsAtItsMaximumAge() {
        var short_ = new StreamSettings(
                Duration.ofSeconds(1),
                Duration.ofMillis(100),
                Duration.ofMillis(100),
                Duration.ofMillis(300),
                Duration.ofSeconds(1));
        try (var mcp = port(short_, ListenerSettings.ThreadKind.PLATFORM);
                var http = listen(mcp)) {
            assertThat(nextEvent(http)).isEmpty();
            await().untilTrue(feed.isClosed);
        }
    }

    @Test
    void clientThatLeaves_closesItsFeed() {
        try (var mcp = port()) {
            listen(mcp).close();
            await().untilTrue(feed.isClosed);
            await().until(() -> mcp.open() == 0);
        }
    }

    @Test
    void clientWithoutStreams_isRefused_andTheFeedClosed() {
        try (var mcp = port()) {
            assertThat(mcp.exchange("GET /mcp", "Accept: application/json\r\n", "")
                            .status())
                    .isEqualTo(406);
            assertThat(feed.isClosed).isTrue();
        }
    }

    @Test
    void close_endsStreamsAtOnce() {
        var mcp = port();
        try (var http = listen(mcp)) {
            mcp.close();
            assertThat(nextEvent(http)).isEmpty();
            assertThat(feed.isClosed).isTrue();
        }
    }

    @Test
    void manyStreams_needNoPlatformThreads() {
        var open = new ArrayList<RawHttp>();
        try (var mcp = port()) {
            for (int stream = 0; stream < 100; stream++) {
                open.add(listen(mcp));
            }
            assertThat(mcp.open()).isEqualTo(100);
            assertThat(mcp.exchange("GET /health/live").status()).isEqualTo(200);
        } finally {
            open.forEach(RawHttp::close);
        }
    }
}
