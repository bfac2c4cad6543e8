package io.nexusmcp.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.core.pipeline.CallHandler;
import io.nexusmcp.core.pipeline.Priming;
import io.nexusmcp.core.pipeline.StreamLog;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.testkit.RawHttp;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of legacy sessions whose events are kept for clients that lose them. */
class KeptAnswerTest {
    private static final String ANSWER = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}";
    private static final String NOTE = "{\"jsonrpc\":\"2.0\",\"method\":\"note\"}";
    private static final String PRIMING = "id: s.0\nretry: 700\ndata: \n\n";

    /** Remembers everything. */
    private static final class Memory implements StreamLog {
        final List<String> kept = new CopyOnWriteArrayList<>();
        final List<Boolean> ends = new CopyOnWriteArrayList<>();
        volatile Runnable whenTakenOver = () -> {};
        private final boolean isPrimed;

        Memory(boolean isPrimed) {
            this.isPrimed = isPrimed;
        }

        @Override
        public boolean isPrimed() {
            return isPrimed;
        }

        @Override
        public Optional<Priming> priming() {
            return isPrimed ? Optional.of(new Priming("s.0", Duration.ofMillis(700))) : Optional.empty();
        }

        @Override
        public synchronized String keep(JsonSlice message) {
            kept.add(message.text());
            return "s." + kept.size();
        }

        @Override
        public void end(boolean hasReachedClient) {
            ends.add(hasReachedClient);
        }

        @Override
        public void whenTakenOver(Runnable action) {
            whenTakenOver = action;
        }
    }

    private final CountDownLatch goOn = new CountDownLatch(1);

    private CallHandler script(Memory memory, int notes) {
        return (_, stream) -> {
            stream.keep(memory);
            for (int note = 0; note < notes; note++) {
                stream.send(JsonSlice.trusted(NOTE));
            }
            awaitQuietly(goOn);
            return McpPort.json(200, ANSWER);
        };
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RawHttp post(McpPort mcp, String headers) {
        return mcp.connect().send(mcp.request("POST /mcp", headers, "{}"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void events_haveIds_andThePrimingComesFirstWhereThereIsOne(boolean isPrimed) {
        var memory = new Memory(isPrimed);
        goOn.countDown();
        try (var mcp = new McpPort(script(memory, 2));
                var http = post(mcp, McpPort.LEGACY)) {
            assertThat(http.read().body())
                    .isEqualTo((isPrimed ? PRIMING : "")
                            + "id: s.1\nevent: message\ndata: " + NOTE + "\n\n"
                            + "id: s.2\nevent: message\ndata: " + NOTE + "\n\n"
                            + "id: s.3\nevent: message\ndata: " + ANSWER + "\n\n");
            await().until(() -> memory.ends.equals(List.of(true)));
        }
    }

    @Test
    void answerThatIsNoStream_isNotKept() {
        var memory = new Memory(true);
        goOn.countDown();
        try (var mcp = new McpPort(script(memory, 0));
                var http = post(mcp, McpPort.LEGACY)) {
            assertThat(http.read().body()).isEqualTo(ANSWER);
            assertThat(memory.kept).isEmpty();
        }
    }

    @Test
    void clientWithoutStreams_hasNothingKept() {
        var memory = new Memory(true);
        goOn.countDown();
        try (var mcp = new McpPort(script(memory, 1));
                var http = post(mcp, "Accept: application/json\r\n")) {
            assertThat(http.read().body()).isEqualTo(ANSWER);
            assertThat(memory.kept).isEmpty();
        }
    }

    @Test
    void callThatTakesLong_letsItsClientComeAgain() {
        var memory = new Memory(true);
        try (var mcp = new McpPort(script(memory, 0));
                var http = post(mcp, McpPort.LEGACY)) {
            assertThat(http.readHead().header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(http.readChunk()).isEqualTo(PRIMING);
            assertThat(http.readChunk()).as("then it beats").isEqualTo(":\n\n");
            goOn.countDown();
            var last = http.readChunk();
            while (last.equals(":\n\n")) {
                last = http.readChunk();
            }
            assertThat(last).isEqualTo("id: s.1\nevent: message\ndata: " + ANSWER + "\n\n");
        }
    }

    @Test
    void clientThatLeft_findsTheRestKept() {
        var memory = new Memory(true);
        try (var mcp = new McpPort(script(memory, 1))) {
            try (var http = post(mcp, McpPort.LEGACY)) {
                http.readHead();
                http.readChunk();
                http.reset();
            }
            await().during(Duration.ofMillis(300)).until(() -> memory.ends.isEmpty());
            goOn.countDown();
            await().until(() -> memory.ends.equals(List.of(false)));
            assertThat(memory.kept).containsExactly(NOTE, ANSWER);
            await().until(() -> mcp.open() == 0);
        }
    }

    @Test
    void clientThatGoesOnElsewhere_isNotServedHereAnyMore_andTheCallGoesOn() {
        var memory = new Memory(true);
        try (var mcp = new McpPort(script(memory, 1));
                var http = post(mcp, McpPort.LEGACY)) {
            http.readHead();
            http.readChunk();
            memory.whenTakenOver.run();
            http.awaitClose();
            goOn.countDown();
            await().until(() -> memory.ends.equals(List.of(false)));
            assertThat(memory.kept).containsExactly(NOTE, ANSWER);
        }
    }
}
