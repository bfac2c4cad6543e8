package io.nexusmcp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final StringWriter err = new StringWriter();

    @Test
    void onATerminal_turnsAndLeavesNothingBehind() {
        try (var _ = new Progress(shell(true), "Checking")) {
            await().until(() -> err.toString().contains("/ Checking 0 s"));
        }

        assertThat(err.toString()).endsWith("\r\u001b[K");
    }

    @Test
    void elsewhere_showsNothing() {
        try (var progress = new Progress(shell(false), "Checking")) {
            assertThat(progress).isNotNull();
        }

        assertThat(err.toString()).isEmpty();
    }

    private Shell shell(boolean isTerminal) {
        return new Shell(new PrintWriter(new StringWriter()), new PrintWriter(err, true), Map.of(), isTerminal);
    }
}
