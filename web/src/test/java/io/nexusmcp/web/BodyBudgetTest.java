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

    /** As where a request is answered with 202 and its body is worked on afterwards. */
    @Test
    void heldBody_countsAfterItsRequestIsAnswered() {
        guarded.isHolding = true;
        try (var first = almost(LARGE)) {
            assertThat(first.send("a").read().status()).isEqualTo(200);
            // the next answer on this connection says that the first request is complete
            var next = "GET /count HTTP/1.1\r\n" + guarded.host() + "\r\n";
            assertThat(first.send(next).read().status()).isEqualTo(200);
            assertThat(guarded.budget.used()).isEqualTo(100_000);
        }
        guarded.held.forEach(Runnable::run);
        await().until(() -> guarded.budget.used() == 0);
    }

    @Test
    void bodyOfAClientThatLeaves_isGivenBack() {
        try (var _ = almost(LARGE)) {
            await().until(() -> guarded.budget.used() == 100_000);
        }
        await().until(() -> guarded.budget.used() == 0);
    }
}
