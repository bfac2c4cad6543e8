package io.nexusmcp.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerBudgetTest {
    private final AnswerBudget budget = new AnswerBudget(100);

    @Test
    void add_beyondWhatIsLeft_isRefusedAndTakesNothing() {
        var one = budget.open();
        var other = budget.open();

        assertThat(one.add(60)).isTrue();
        assertThat(other.add(41)).isFalse();
        assertThat(other.add(40)).isTrue();
        assertThat(one.add(1)).isFalse();
        assertThat(budget.left()).isZero();
    }

    @Test
    void close_givesBackAllOnce() {
        var part = budget.open();
        part.add(30);
        part.add(30);
        part.close();
        part.close();

        assertThat(budget.left()).isEqualTo(100);
    }
}
