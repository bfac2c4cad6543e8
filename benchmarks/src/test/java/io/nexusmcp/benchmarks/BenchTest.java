package io.nexusmcp.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {
    @TempDir
    Path folder;

    @Test
    void run_shortAsCanBe_measuresEveryContender() throws Exception {
        var options = Options.parse(
                List.of("--rounds", "2", "--seconds", "0.2", "--warm-up", "0.2", "--starts", "1"), folder);
        var said = new ByteArrayOutputStream();
        try (var bench = new Bench(options, Workplace.of(folder), new PrintStream(said, true, UTF_8))) {
            var results = bench.run();

            assertThat(results.contenders())
                    .extracting(Measured::name)
                    .contains("bare Jetty", "hub, 2026-07-28", "hub, 2025-11-25");
            assertThat(results.contenders()).allSatisfy(one -> {
                assertThat(one.rounds()).hasSize(2);
                assertThat(one.rounds())
                        .allMatch(
                                round -> round.perSecond() > 0 && round.fixed().p99() > 0);
                assertThat(one.idleMegabytes()).isPositive();
            });
            assertThat(results.withCache()).hasSize(1);
            assertThat(results.table()).contains("CPU to bare Jetty", "ready with start-up cache");
            assertThat(results.json().path("contenders").size())
                    .isEqualTo(results.contenders().size());
        }
        boolean hasNginx = said.toString(UTF_8).contains("warming up nginx");
        assertThat(said.toString(UTF_8).contains("nginx is not installed")).isNotEqualTo(hasNginx);
    }
}
