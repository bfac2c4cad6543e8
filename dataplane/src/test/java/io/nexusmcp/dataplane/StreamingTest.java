package io.nexusmcp.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.core.pipeline.CallHandler;
import io.nexusmcp.core.pipeline.ClientStream;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.testkit.RawHttp;
import io.nexusmcp.web.ListenerSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamingTest {
    private static final String ANSWER = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}";

    /** Answers when told to, and knows whether its client left. */
    private static final class HeldCall {
        final CountDownLatch hold = new CountDownLatch(1);
        final CountDownLatch started = new CountDownLatch(1);
        final AtomicBoolean isCancelled = new AtomicBoolean();
        final AtomicBoolean isAnswered = new AtomicBoolean();

        CallHandler script() {
            return (_, stream) -> {
                stream.onDisconnect(() -> {
                    isCancelled.set(true);
                    hold.countDown();
                });
                started.countDown();
                awaitQuietly(hold);
                isAnswered.set(true);
                return McpPort.json(200, ANSWER);
            };
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }

    private static void note(ClientStream stream, int number) {
        stream.send(
                JsonSlice.trusted("{\"jsonrpc\":\"2.0\",\n\"method\":\"note\",\r\n\"params\":{\"n\":" + number + "}}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {McpPort.MODERN, McpPort.LEGACY})
    void messagesBeforeTheAnswer_makeItAStream_thatEndsWithTheAnswer(String headers) {
        try (var mcp = new McpPort((_, stream) -> {
                    assertThat(stream.canStream()).isTrue();
                    note(stream, 1);
                    note(stream, 2);
                    return McpPort.json(200, ANSWER);
                });
                var http = mcp.connect()) {
            var answer = http.send(mcp.request("POST /mcp", headers, "{}")).read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(answer.header("X-Accel-Buffering")).isEqualTo("no");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.body())
                    .isEqualTo("event: message\n"
                            + "data: {\"jsonrpc\":\"2.0\", \"method\":\"note\",  \"params\":{\"n\":1}}\n\n"
                            + "event: message\n"
                            + "data: {\"jsonrpc\":\"2.0\", \"method\":\"note\",  \"params\":{\"n\":2}}\n\n"
                            + "event: message\n"
                            + "data: " + ANSWER + "\n\n");
            assertThat(http.send(mcp.request("POST /mcp", headers, "{}"))
                            .readHead()
                            .status())
                    .as("the connection serves another request")
                    .isEqualTo(200);
        }
    }

    @Test
    void answerThatBecameAStream_hasTheHeadersThatWereAnnounced() {
        try (var mcp = new McpPort((_, stream) -> {
            stream.announce(Map.of("X-RateLimit-Limit", "7"));
            note(stream, 1);
            return McpPort.json(200, ANSWER);
        })) {
            var answer = mcp.exchange("POST /mcp", McpPort.MODERN, "{}");
            assertThat(answer.header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(answer.header("X-RateLimit-Limit")).isEqualTo("7");
        }
    }

    @Test
    void clientWithoutStreams_getsTheAnswerOnly() {
        try (var mcp = new McpPort((_, stream) -> {
            assertThat(stream.canStream()).isFalse();
            note(stream, 1);
            return McpPort.json(200, ANSWER);
        })) {
            var answer = mcp.exchange("POST /mcp", "Accept: application/json\r\n", "{}");
            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
            assertThat(answer.body()).isEqualTo(ANSWER);
        }
    }

    @ParameterizedTest
    @EnumSource
    void modernCall_thatTakesLong_opensItsStreamAndBeats(ListenerSettings.ThreadKind kind) {
        var call = new HeldCall();
        try (var mcp = new McpPort(call.script(), McpPort.QUICK, kind);
                var http = mcp.connect()) {
            http.send(mcp.request("POST /mcp", McpPort.MODERN, "{}"));
            assertThat(http.readHead().header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(http.readChunk()).isEqualTo(":\n\n");
            assertThat(http.readChunk()).isEqualTo(":\n\n");
            call.hold.countDown();
            var chunk = http.readChunk();
            while (chunk.equals(":\n\n")) {
                chunk = http.readChunk();
            }
            assertThat(chunk).isEqualTo("event: message\ndata: " + ANSWER + "\n\n");
            assertThat(http.readChunk()).isEmpty();
            assertThat(call.isCancelled).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void modernClient_thatLeaves_cancelsItsCall(ListenerSettings.ThreadKind kind) {
        var call = new HeldCall();
        try (var mcp = new McpPort(call.script(), McpPort.QUICK, kind)) {
            try (var http = mcp.connect()) {
                http.send(mcp.request("POST /mcp", McpPort.MODERN, "{}"));
                awaitQuietly(call.started);
            }
            await().atMost(Duration.ofSeconds(2)).untilTrue(call.isCancelled);
            await().until(() -> mcp.open() == 0);
        }
    }

    @Test
    void modernClient_thatLeavesOverHttp2_cancelsItsCall() throws Exception {
        var call = new HeldCall();
        var isFirst = new AtomicBoolean(true);
        CallHandler script = (inbound, stream) -> isFirst.getAndSet(false)
                ? McpPort.json(200, ANSWER)
                : call.script().handle(inbound, stream);
        try (var mcp = new McpPort(script);
                var client = HttpClient.newHttpClient()) {
            var target = URI.create("http://localhost:" + mcp.port() + "/mcp");
            client.send(HttpRequest.newBuilder(target).build(), HttpResponse.BodyHandlers.ofString());
            var post = HttpRequest.newBuilder(target)
                    .header("Accept", "application/json, text/event-stream")
                    .header("MCP-Protocol-Version", "2026-07-28")
                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                    .build();
            var answer = client.sendAsync(post, HttpResponse.BodyHandlers.ofString());
            awaitQuietly(call.started);
            answer.cancel(true);
            await().atMost(Duration.ofSeconds(2)).untilTrue(call.isCancelled);
        }
    }

    @Test
    void legacyClient_thatLeaves_doesNotCancelItsCall() {
        var call = new HeldCall();
        try (var mcp = new McpPort(call.script())) {
            try (var http = mcp.connect()) {
                http.send(mcp.request("POST /mcp", McpPort.LEGACY, "{}"));
                awaitQuietly(call.started);
                http.reset();
            }
            await().during(Duration.ofMillis(700)).untilFalse(call.isCancelled);
            call.hold.countDown();
            await().untilTrue(call.isAnswered);
            await().until(() -> mcp.open() == 0);
        }
    }

    @Test
    void legacyCall_thatTakesLong_staysOneJsonAnswer() {
        var call = new HeldCall();
        try (var mcp = new McpPort(call.script());
                var http = mcp.connect()) {
            http.send(mcp.request("POST /mcp", McpPort.LEGACY, "{}"));
            awaitQuietly(call.started);
            await().pollDelay(Duration.ofMillis(1300)).until(() -> true);
            call.hold.countDown();
            var answer = http.read();
            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
            assertThat(answer.body()).isEqualTo(ANSWER);
        }
    }

    @Test
    void clientThatDoesNotRead_isGivenUp_andTheSenderGoesOn() {
        var sent = new AtomicInteger();
        var isDone = new CompletableFuture<Boolean>();
        var large = JsonSlice.trusted("\"" + "a".repeat(1 << 20) + "\"");
        try (var mcp = new McpPort((_, stream) -> {
                    while (sent.incrementAndGet() < 60) {
                        stream.send(large);
                    }
                    isDone.complete(true);
                    return McpPort.json(200, ANSWER);
                });
                var http = mcp.connect()) {
            http.send(mcp.request("POST /mcp", McpPort.LEGACY, "{}"));
            assertThat(isDone).succeedsWithin(Duration.ofSeconds(10));
            await().until(() -> mcp.open() == 0);
        }
    }

    @Test
    void manySenders_neverMixTheirEvents() throws Exception {
        try (var mcp = new McpPort((_, stream) -> {
                    var senders = new Thread[8];
                    for (int sender = 0; sender < senders.length; sender++) {
                        int number = sender;
                        senders[sender] = Thread.ofVirtual().start(() -> {
                            for (int turn = 0; turn < 50; turn++) {
                                note(stream, number * 100 + turn);
                            }
                        });
                    }
                    for (var sender : senders) {
                        join(sender);
                    }
                    return McpPort.json(200, ANSWER);
                });
                var http = mcp.connect()) {
            var body = http.send(mcp.request("POST /mcp", McpPort.LEGACY, "{}"))
                    .read()
                    .body();
            assertThat(body.split("\n\n", -1))
                    .hasSize(402)
                    .allSatisfy(event ->
                            assertThat(event).matches("(event: message\ndata: \\{\"jsonrpc\":\"2.0\",.*\\}|)"));
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }

    @Test
    void close_waitsForAStreamedCall() {
        var call = new HeldCall();
        var mcp = new McpPort(call.script());
        try (RawHttp http = mcp.connect()) {
            http.send(mcp.request("POST /mcp", McpPort.MODERN, "{}"));
            assertThat(http.readHead().status()).isEqualTo(200);
            var closing = CompletableFuture.runAsync(mcp::close);
            await().during(Duration.ofMillis(500)).until(() -> !closing.isDone() && !call.isCancelled.get());
            call.hold.countDown();
            var chunk = http.readChunk();
            while (chunk.equals(":\n\n")) {
                chunk = http.readChunk();
            }
            assertThat(chunk).contains(ANSWER);
            assertThat(closing).succeedsWithin(Duration.ofSeconds(8));
        }
    }
}
