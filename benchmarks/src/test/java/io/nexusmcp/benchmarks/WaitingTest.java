package io.nexusmcp.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaitingTest {
    @TempDir
    Path folder;

    @Test
    void run_shortAsCanBe_measuresStreamsAndQuestionsOfAllPairs() throws Exception {
        var options = Options.parse(
                List.of("--streams", "40", "--rounds", "1", "--seconds", "0.5", "--warm-up", "0.2"), folder);
        var said = new ByteArrayOutputStream();
        try (var waiting = new Waiting(options, Workplace.of(folder), new PrintStream(said, true, UTF_8))) {
            var figures = waiting.run();

            assertThat(figures).filteredOn(figure -> figure.unit().equals("KB")).hasSize(2);
            assertThat(figures)
                    .filteredOn(figure -> figure.unit().equals("x"))
                    .hasSize(4)
                    .allMatch(figure -> figure.value() > 0);
            assertThat(Results.budgets(figures)).contains("listen streams, each", "2025-11-25 to 2026-07-28");
        }
        assertThat(said.toString(UTF_8)).contains("40 idle streams: 2026-07-28", "questions: 2026-07-28 to 2025-11-25");
    }
}
