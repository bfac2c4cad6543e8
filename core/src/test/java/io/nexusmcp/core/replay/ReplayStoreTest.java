package io.nexusmcp.core.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.replay.ReplayLimits.Room;
import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReplayStoreTest {
    private static final Duration LIFETIME = Duration.ofMinutes(1);
    private static final Room AMPLE = new Room(1_000, 1 << 20);

    private final AtomicLong now = new AtomicLong();
    private final List<String> losses = new ArrayList<>();
    private volatile ReplayLimits limits = new ReplayLimits(AMPLE, AMPLE, LIFETIME);
    private final ReplayStore store = new ReplayStore(() -> limits, now::get);

    private KeptStream stream(String caller) {
        return store.open(caller, "session of " + caller, () -> losses.add(caller));
    }

    private static JsonSlice message(String text) {
        return JsonSlice.string(text);
    }

    private static List<String> after(KeptStream stream, long position) {
        var all = new ArrayList<String>();
        for (var next = stream.after(position);
                next.isPresent();
                next = stream.after(next.get().position())) {
            all.add(next.get().message().asString());
        }
        return all;
    }

    private void age(Duration time) {
        now.addAndGet(time.toNanos());
        store.sweep();
    }

    @Test
    void stream_givesWhatFollowsAPosition() {
        var stream = stream("ana");
        assertThat(stream.append(message("a"))).isEqualTo(1);
        assertThat(stream.append(message("b"))).isEqualTo(2);
        assertThat(after(stream, 0)).containsExactly("a", "b");
        assertThat(after(stream, 1)).containsExactly("b");
        assertThat(after(stream, 2)).isEmpty();
        assertThat(stream.continuesAfter(2)).isTrue();
        assertThat(stream.continuesAfter(3)).as("a place that was never given").isFalse();
    }

    @Test
    void callerThatKeepsTooManyMessages_losesItsOldestAndNobodyElses() {
        limits = new ReplayLimits(new Room(3, 1 << 20), AMPLE, LIFETIME);
        var other = stream("bob");
        other.append(message("of bob"));
        var older = stream("ana");
        var newer = stream("ana");
        older.append(message("1"));
        newer.append(message("2"));
        older.append(message("3"));
        newer.append(message("4"));
        assertThat(older.continuesAfter(0)).isFalse();
        assertThat(older.continuesAfter(1)).isTrue();
        assertThat(after(older, 1)).containsExactly("3");
        assertThat(after(newer, 0)).containsExactly("2", "4");
        assertThat(after(other, 0)).containsExactly("of bob");
        assertThat(losses).containsExactly("ana");
        newer.append(message("5"));
        newer.append(message("6"));
        assertThat(losses).as("each stream tells once").containsExactly("ana", "ana");
    }

    @Test
    void callerThatKeepsTooManyBytes_losesItsOldest() {
        limits = new ReplayLimits(new Room(1_000, 3_000), AMPLE, LIFETIME);
        var stream = stream("ana");
        stream.append(message("x".repeat(1_000)));
        stream.append(message("y".repeat(1_000)));
        assertThat(losses).isEmpty();
        stream.append(message("z".repeat(1_000)));
        assertThat(after(stream, 0)).isEmpty();
        assertThat(after(stream, 1)).containsExactly("y".repeat(1_000), "z".repeat(1_000));
        assertThat(store.bytes()).isLessThanOrEqualTo(3_000);
    }

    @Test
    void messageThatIsTooLarge_leavesAGapAndMakesNothingElseGiveWay() {
        limits = new ReplayLimits(new Room(1_000, 2_000), AMPLE, LIFETIME);
        var other = stream("ana");
        other.append(message("kept"));
        var stream = stream("ana");
        stream.append(message("before"));
        assertThat(stream.append(message("x".repeat(3_000)))).isEqualTo(2);
        stream.append(message("behind"));
        assertThat(stream.continuesAfter(0)).isFalse();
        assertThat(stream.continuesAfter(1)).isFalse();
        assertThat(after(stream, 2)).containsExactly("behind");
        assertThat(after(other, 0)).containsExactly("kept");
        assertThat(losses).containsExactly("ana");
    }

    @Test
    void fullStore_makesTheCallerWhoAddsGiveWay_neverAnother() {
        limits = new ReplayLimits(AMPLE, new Room(2, 1 << 20), LIFETIME);
        var first = stream("ana");
        first.append(message("a1"));
        first.append(message("a2"));
        var late = stream("bob");
        late.append(message("b1"));
        assertThat(late.continuesAfter(0)).isFalse();
        assertThat(losses).containsExactly("bob");
        first.append(message("a3"));
        assertThat(after(first, 1)).containsExactly("a2", "a3");
        assertThat(losses).containsExactly("bob", "ana");
        assertThat(store.events()).isEqualTo(2);
    }

    @Test
    void streamThatReachedItsClient_isGivenUpWithoutAWord() {
        limits = new ReplayLimits(new Room(1, 1 << 20), AMPLE, LIFETIME);
        var done = stream("ana");
        done.append(message("answer"));
        done.end(true);
        stream("ana").append(message("next"));
        assertThat(losses).isEmpty();
    }

    @Test
    void endedStream_isKeptForItsLifetime_runningOneLonger() {
        var ended = stream("ana");
        ended.append(message("answer"));
        ended.end(false);
        var running = stream("ana");
        running.append(message("progress"));
        age(LIFETIME.minusSeconds(1));
        assertThat(store.find(ended.id())).contains(ended);
        age(Duration.ofSeconds(1));
        assertThat(store.find(ended.id())).isEmpty();
        assertThat(store.find(running.id())).contains(running);
        assertThat(store.events()).isEqualTo(1);
        store.remove(running);
        assertThat(store.events()).isZero();
        assertThat(store.bytes()).isZero();
    }

    @Test
    void endlessStream_isGivenUpWhenNobodyFollowed() {
        var given = new AtomicInteger();
        var stream = stream("ana");
        stream.isEndless(given::incrementAndGet);
        long reader = stream.takeOver(() -> {});
        age(LIFETIME);
        assertThat(store.find(stream.id())).isPresent();
        stream.leave(reader);
        assertThat(store.waiting()).containsExactly(stream);
        age(LIFETIME);
        assertThat(store.find(stream.id())).isEmpty();
        assertThat(given).hasValue(1);
        stream.append(message("late"));
        assertThat(store.events()).as("what nobody can come for").isZero();
    }

    @Test
    void newReader_stopsTheFormer_whoseLeavingCountsForNothing() {
        var stopped = new AtomicInteger();
        var stream = stream("ana");
        stream.isEndless(() -> {});
        long first = stream.takeOver(stopped::incrementAndGet);
        long second = stream.takeOver(() -> {});
        assertThat(stopped).hasValue(1);
        assertThat(stream.isReader(first)).isFalse();
        stream.leave(first);
        assertThat(store.waiting()).isEmpty();
        stream.leave(second);
        assertThat(store.waiting()).hasSize(1);
    }

    @Test
    void waitingReader_isWokenByMessagesEndAndSuccessors() throws Exception {
        var stream = stream("ana");
        long reader = stream.takeOver(() -> {});
        var next = CompletableFuture.supplyAsync(() -> waited(stream, 0, reader), Thread::startVirtualThread);
        stream.append(message("a"));
        assertThat(next.get()).isEqualTo("a");
        var none = CompletableFuture.supplyAsync(() -> waited(stream, 1, reader), Thread::startVirtualThread);
        long successor = stream.takeOver(() -> {});
        assertThat(none.get()).isEqualTo("nothing");
        var end = CompletableFuture.supplyAsync(() -> waited(stream, 1, successor), Thread::startVirtualThread);
        stream.end(true);
        assertThat(end.get()).isEqualTo("nothing");
        assertThat(stream.isOverAfter(1)).isTrue();
    }

    private static String waited(KeptStream stream, long position, long reader) {
        try {
            return stream.await(position, reader, Duration.ofMinutes(1))
                    .map(kept -> kept.message().asString())
                    .orElse("nothing");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
