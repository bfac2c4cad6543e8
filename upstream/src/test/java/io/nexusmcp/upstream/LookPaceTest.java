package io.nexusmcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookPaceTest {
    @ParameterizedTest
    @CsvSource({"0, 100", "10, 100", "100, 400", "1000, 4000", "60000, 10000"})
    void announcementsWithoutEnd_ofLongLists_takeASmallPartOfTheTime(long look, long pause) {
        assertThat(ServerSupervisor.pauseAfter(Duration.ofMillis(look))).isEqualTo(Duration.ofMillis(pause));
    }
}
