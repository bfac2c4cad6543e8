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
        var result = Progress.during(shell(true), "Checking", () -> {
            await().until(() -> err.toString().contains("/ Checking 0 s"));
            return "done";
        });

        assertThat(result).isEqualTo("done");
        assertThat(err.toString()).endsWith("\r\u001b[K");
    }

    @Test
    void elsewhere_showsNothing() {
        assertThat(Progress.during(shell(false), "Checking", () -> "done")).isEqualTo("done");
        assertThat(err.toString()).isEmpty();
    }

    private Shell shell(boolean isTerminal) {
        return new Shell(new PrintWriter(new StringWriter()), new PrintWriter(err, true), Map.of(), isTerminal);
    }
}
