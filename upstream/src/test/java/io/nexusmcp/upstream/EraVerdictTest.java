package io.nexusmcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.catalog.ServerSpec.EraChoice;
import io.nexusmcp.protocol.Era;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EraVerdictTest {
    private Instant now = Instant.parse("2026-11-01T00:00:00Z");

    @Test
    void era_saidByTheOperator_isNeverAsked() {
        assertThat(new EraVerdict(EraChoice.MODERN, () -> now).era()).contains(Era.MODERN);
        assertThat(new EraVerdict(EraChoice.LEGACY, () -> now).era()).contains(Era.LEGACY);
    }

    @Test
    void legacyVerdict_growsOld_modernDoesNot() {
        var verdict = new EraVerdict(EraChoice.AUTO, () -> now);
        assertThat(verdict.era()).isEmpty();
        verdict.found(Era.LEGACY);
        assertThat(verdict.era()).contains(Era.LEGACY);
        now = now.plus(Duration.ofHours(2));
        assertThat(verdict.era()).isEmpty();
        assertThat(verdict.isOld()).isTrue();
        verdict.found(Era.MODERN);
        now = now.plus(Duration.ofDays(2));
        assertThat(verdict.era()).contains(Era.MODERN);
    }

    @Test
    void verdict_afterAFailure_isForgotten() {
        var verdict = new EraVerdict(EraChoice.AUTO, () -> now);
        verdict.found(Era.MODERN);
        verdict.forget();
        assertThat(verdict.era()).isEmpty();
    }
}
