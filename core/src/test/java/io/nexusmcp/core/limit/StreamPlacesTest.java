package io.nexusmcp.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StreamPlacesTest {
    private final StreamPlaces places = new StreamPlaces(new Quota(2, 3));
    private final List<String> passedOn = new ArrayList<>();

    private StreamPlaces.Place lend(String key, String name) {
        var place = places.lend(key).orElseThrow();
        place.whenPassedOn(() -> passedOn.add(name));
        return place;
    }

    @Test
    void oldest_passesToTheNewcomerOfItsKey() {
        var first = lend("ana", "first");
        lend("ana", "second");
        assertThat(lend("ana", "third").replaced()).isEqualTo(1);
        assertThat(passedOn).containsExactly("first");
        assertThat(places.open()).isEqualTo(2);
        first.close();
        assertThat(places.open()).as("what was passed on is not given back").isEqualTo(2);
        assertThat(places.enter("ana").orElseThrow().replaced()).isEqualTo(1);
        assertThat(passedOn).containsExactly("first", "second");
    }

    @Test
    void placeOfAnotherKey_isNeverPassedOn() {
        lend("ana", "ana's first");
        lend("ana", "ana's second");
        var only = lend("bob", "bob's");
        assertThat(places.lend("carl")).as("three in all").isEmpty();
        lend("bob", "bob's newer");
        assertThat(passedOn).containsExactly("bob's");
        only.close();
        assertThat(places.lend("carl")).isEmpty();
        assertThat(places.open()).isEqualTo(3);
    }

    @Test
    void placeThatIsHeld_isNeverPassedOn() {
        assertThat(places.enter("ana")).isPresent();
        var held = places.enter("ana").orElseThrow();
        assertThat(places.lend("ana")).isEmpty();
        assertThat(places.enter("ana")).isEmpty();
        held.close();
        lend("ana", "lent");
        assertThat(places.enter("ana")).isPresent();
        assertThat(passedOn).containsExactly("lent");
        assertThat(places.lend("ana")).isEmpty();
    }

    @Test
    void whoIsThere_staysLongerThanWhoIsOlderOrAway() {
        var first = lend("ana", "first");
        var second = lend("ana", "second");
        first.renew();
        var third = lend("ana", "third");
        assertThat(passedOn).containsExactly("second");
        third.rest();
        second.rest();
        lend("ana", "fourth");
        lend("ana", "fifth");
        assertThat(passedOn).containsExactly("second", "third", "first");
        assertThat(places.open()).isEqualTo(2);
    }

    @Test
    void placeThatIsPassedOnBeforeAnybodyAsks_tellsAtOnce() {
        var early = places.lend("ana").orElseThrow();
        lend("ana", "second");
        lend("ana", "third");
        early.whenPassedOn(() -> passedOn.add("early"));
        assertThat(passedOn).containsExactly("early");
    }

    @Test
    void newcomerWhoseFormerCannotEnd_leavesNothing() {
        var single = new StreamPlaces(new Quota(1, 1));
        single.lend("ana").orElseThrow().whenPassedOn(() -> {
            throw new IllegalStateException("it cannot end");
        });
        assertThatIllegalStateException().isThrownBy(() -> single.lend("ana"));
        assertThat(single.open()).isZero();
    }

    /** Counted by those who have the places: nobody is refused, and there are never more than may be. */
    @Test
    void manyThreads_neverHaveMoreThanMayBeAndNoneIsRefused() throws Exception {
        int each = 3;
        var contested = new StreamPlaces(new Quota(each, 100));
        var alive = List.of(new AtomicInteger(), new AtomicInteger());
        var most = new AtomicInteger();
        var done = new ArrayList<Future<?>>();
        try (var threads = Executors.newFixedThreadPool(32)) {
            for (int thread = 0; thread < 32; thread++) {
                var mine = alive.get(thread % 2);
                var key = "caller " + thread % 2;
                done.add(threads.submit(() -> churn(contested, key, mine, most)));
            }
            for (var one : done) {
                one.get();
            }
        }
        assertThat(most.get()).isEqualTo(each);
        assertThat(alive).allSatisfy(left -> assertThat(left.get()).isZero());
        assertThat(contested.open()).isZero();
    }

    private static void churn(StreamPlaces contested, String key, AtomicInteger alive, AtomicInteger most) {
        var own = new ArrayDeque<Opened>();
        for (int round = 0; round < 2_000; round++) {
            var opened = new Opened(contested.lend(key).orElseThrow(), alive);
            opened.open(most);
            own.add(opened);
            if (round % 3 == 0) {
                own.remove().close();
            }
        }
        own.forEach(Opened::close);
    }

    /** A stream that is open until its client leaves or its place is passed on. */
    private static final class Opened {
        private final StreamPlaces.Place place;
        private final AtomicInteger alive;
        private boolean isCounted;
        private boolean isOver;

        Opened(StreamPlaces.Place place, AtomicInteger alive) {
            this.place = place;
            this.alive = alive;
            place.whenPassedOn(this::end);
        }

        synchronized void open(AtomicInteger most) {
            if (!isOver) {
                isCounted = true;
                most.accumulateAndGet(alive.incrementAndGet(), Math::max);
            }
        }

        private synchronized void end() {
            if (isCounted && !isOver) {
                alive.decrementAndGet();
            }
            isOver = true;
        }

        void close() {
            end();
            place.close();
        }
    }
}
