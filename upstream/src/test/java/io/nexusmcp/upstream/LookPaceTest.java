package io.nexusmcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LookPaceTest {
    private final LookPace pace = new LookPace();
    private long now = 1;

    /** A look that ends after the pause that the last one was given. */
    private Duration look(Duration took) {
        now += took.toNanos();
        var pause = pace.after(took, now);
        now += pause.toNanos();
        return pause;
    }

    @Test
    void aFewChangesInARow_areSeenAtOnce() {
        for (int change = 0; change < 3; change++) {
            assertThat(look(Duration.ofMillis(400))).isEqualTo(Duration.ofMillis(100));
        }
    }

    @Test
    void announcementsWithoutEnd_ofLongLists_takeASmallPartOfTheTime() {
        var looking = Duration.ofMillis(500);
        var all = Duration.ZERO;
        long begun = now;
        for (int change = 0; change < 100; change++) {
            look(looking);
            all = all.plus(looking);
        }
        assertThat(all.toNanos()).isLessThan((now - begun) * 27 / 100);
    }

    @Test
    void oneLook_isNeverWaitedForLong() {
        assertThat(look(Duration.ofMinutes(1))).isEqualTo(Duration.ofSeconds(10));
        now += Duration.ofMinutes(5).toNanos();
        assertThat(look(Duration.ofMillis(10))).isEqualTo(Duration.ofMillis(100));
    }
}
