package io.nexusmcp.hub.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Slips of the keyboard. */
class NearestTest {
    private static final List<String> KNOWN = List.of("host", "port", "publicUrl", "allowedHosts");

    @Test
    void word_withASlip_findsTheOneMeant() {
        assertThat(Nearest.of("prot", KNOWN)).contains("port");
        assertThat(Nearest.of("public_url", KNOWN)).contains("publicUrl");
        assertThat(Nearest.of("allowedHost", KNOWN)).contains("allowedHosts");
    }

    @Test
    void word_farFromAll_findsNothing() {
        assertThat(Nearest.of("certificate", KNOWN)).isEmpty();
    }

    @Test
    void distance_countsEachSlipOnce() {
        assertThat(Nearest.distance("port", "prot")).isEqualTo(1);
        assertThat(Nearest.distance("port", "ports")).isEqualTo(1);
        assertThat(Nearest.distance("port", "pod")).isEqualTo(2);
        assertThat(Nearest.distance("", "abc")).isEqualTo(3);
    }
}
