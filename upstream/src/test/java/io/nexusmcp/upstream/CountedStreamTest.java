package io.nexusmcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nexusmcp.core.AnswerBudget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CountedStreamTest {
    private final AnswerBudget budget = new AnswerBudget(1_000_000);

    @Test
    void largeAnswer_whileOthersHoldAllRoom_isRefused() {
        budget.open().add(900_000);
        var part = budget.open();

        assertThatExceptionOfType(BodyTooLarge.class)
                .isThrownBy(() -> stream(300_000, part).readAllBytes());
        part.close();
        assertThat(budget.left()).isEqualTo(100_000);
    }

    @Test
    void smallAnswer_whileOthersHoldAllRoom_isRead() throws IOException {
        budget.open().add(1_000_000);

        assertThat(stream(65_536, budget.open()).readAllBytes()).hasSize(65_536);
    }

    @Test
    void largeAnswer_holdsItsBytesUntilItsPartIsClosed() throws IOException {
        try (var part = budget.open();
                var in = stream(300_000, part)) {
            assertThat(in.readAllBytes()).hasSize(300_000);
            assertThat(budget.left()).isLessThan(1_000_000 - 200_000);
        }

        assertThat(budget.left()).isEqualTo(1_000_000);
    }

    private static CountedStream stream(int bytes, AnswerBudget.Part part) {
        return new CountedStream(new ByteArrayInputStream(new byte[bytes]), part);
    }
}
