package io.nexusmcp.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.RawHttp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many large bodies at once, each within its own limit, cannot fill the heap. */
class BodyBudgetTest {
    private static final int LARGE = 90_000;

    private final GuardedPort guarded = new GuardedPort();

    @AfterEach
    void close() {
        guarded.close();
    }

    /** A request that waits for the last byte of its body. */
    private RawHttp almost(int size) {
        return guarded.connect()
                .send("POST /count HTTP/1.1\r\n" + guarded.host() + "Content-Length: " + size + "\r\n\r\n"
                        + "a".repeat(size - 1));
    }

    @Test
    void largeBodies_beyondTheBudget_areRefusedUntilOthersAreDone() {
        try (var first = almost(LARGE);
                var second = almost(LARGE)) {
            await().until(() -> guarded.budget.used() == 200_000);
            try (var third = almost(LARGE)) {
                assertThat(third.read().status()).isEqualTo(503);
            }
            try (var small = almost(1_000)) {
                assertThat(small.send("a").read().status()).isEqualTo(200);
            }
            assertThat(first.send("a").read().status()).isEqualTo(200);
            assertThat(second.send("a").read().status()).isEqualTo(200);
        }
        await().until(() -> guarded.budget.used() == 0);
        try (var third = almost(LARGE)) {
            assertThat(third.send("a").read().status()).isEqualTo(200);
        }
    }

    @Test
    void bodyOfAClientThatLeaves_isGivenBack() {
        try (var _ = almost(LARGE)) {
            await().until(() -> guarded.budget.used() == 100_000);
        }
        await().until(() -> guarded.budget.used() == 0);
    }
}
