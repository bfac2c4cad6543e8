package io.nexusmcp.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundsTest {
    private static final Instant END = Instant.parse("2026-12-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "10.1.0.0/16, true",
        "10.0.0.0/8, true",
        "10.9.9.9, true",
        "10.0.0.0/7, false",
        "11.0.0.0/8, false",
        "0.0.0.0/0, false",
        "::/0, false",
        "2001:db8:5::/48, true",
        "2001:db8::/31, false",
    })
    void holdNetworks_oneNetwork_mustLieInsideOneOfTheBounds(String network, boolean isHeld) {
        var bounds = new Bounds(Optional.empty(), List.of("10.0.0.0/8", "2001:db8::/32"), Optional.empty());

        assertThat(bounds.holdNetworks(List.of(network))).isEqualTo(isHeld);
        assertThat(bounds.holdNetworks(List.of("10.1.2.3", network))).isEqualTo(isHeld);
    }

    @Test
    void holdNetworks_none_isAnywhereAndHeldByNoBounds() {
        assertThat(new Bounds(Optional.empty(), List.of("10.0.0.0/8"), Optional.empty()).holdNetworks(List.of()))
                .isFalse();
        assertThat(Bounds.NONE.holdNetworks(List.of())).isTrue();
    }

    @Test
    void holdEnd_laterOrNever_isNotHeld() {
        var bounds = new Bounds(Optional.empty(), List.of(), Optional.of(END));

        assertThat(bounds.holdEnd(Optional.of(END))).isTrue();
        assertThat(bounds.holdEnd(Optional.of(END.plusNanos(1)))).isFalse();
        assertThat(bounds.holdEnd(Optional.empty())).isFalse();
        assertThat(Bounds.NONE.holdEnd(Optional.empty())).isTrue();
    }
}
