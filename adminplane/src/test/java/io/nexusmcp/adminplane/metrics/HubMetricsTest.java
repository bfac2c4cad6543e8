package io.nexusmcp.adminplane.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nexusmcp.core.audit.AuditEvent;
import io.nexusmcp.core.audit.AuditEvent.Kind;
import io.nexusmcp.core.audit.AuditEvent.Outcome;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HubMetricsTest {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final HubMetrics metrics = new HubMetrics(registry, () -> Map.of("demo", true, "files", false));
    private final MetricsPage page = new MetricsPage(registry);

    @Test
    void recorded_call_isCountedByServerToolAndOutcome() {
        metrics.recorded(call("demo", "echo", true, Outcome.ALLOWED, 3_000, 2_000));
        metrics.recorded(call("demo", "echo", true, Outcome.ALLOWED, 3_000, 0));
        metrics.recorded(call("demo", "echo", true, Outcome.FAILED, 3_000, 2_000));

        assertThat(page())
                .contains("nexus_calls_total{outcome=\"allowed\",server=\"demo\",tool=\"echo\"} 2.0")
                .contains("nexus_calls_total{outcome=\"failed\",server=\"demo\",tool=\"echo\"} 1.0")
                .contains("nexus_call_duration_seconds_count{outcome=\"allowed\",server=\"demo\",tool=\"echo\"} 2")
                .contains("nexus_upstream_duration_seconds_count{server=\"demo\"} 2")
                .contains("nexus_upstream_duration_seconds_bucket{server=\"demo\",le=\"0.0025\"} 2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        unauthenticated       | no credential   | nexus_auth_failures_total 1.0
        ambiguous_credentials | two             | nexus_auth_failures_total 1.0
        rate_limited          | per caller      | nexus_rate_limit_hits_total{limit="per_caller"} 1.0
        too_many_at_once      | over 10 at once | nexus_rate_limit_hits_total{limit="concurrency"} 1.0
        invalid_arguments     | dangerous key   | nexus_input_blocked_total{rule="dangerous_key"} 1.0
        malformed             | code -32700     | nexus_input_blocked_total{rule="malformed"} 1.0
        limit of the address  | HTTP 429        | nexus_rate_limit_hits_total{limit="address"} 1.0
        origin                | HTTP 403        | nexus_input_blocked_total{rule="origin"} 1.0
        too_large             | over 10 bytes   | nexus_input_blocked_total{rule="too_large"} 1.0
        """)
    void recorded_refusal_isCountedByItsReason(String reason, String detail, String line) {
        metrics.recorded(refusal(reason, detail));

        assertThat(page()).contains(line);
    }

    @Test
    void recorded_redactions_areCountedByDetector() {
        metrics.recorded(redacted("card=2,secret=1 exempt:path-traversal"));

        assertThat(page())
                .contains("nexus_redactions_total{detector=\"card\"} 2.0")
                .contains("nexus_redactions_total{detector=\"secret\"} 1.0");
    }

    @Test
    void recorded_serverThatIsNotConfigured_isOther() {
        metrics.recorded(call("evil", "x", true, Outcome.DENIED, 1, 0));

        assertThat(page()).contains("server=\"other\",tool=\"other\"").doesNotContain("evil");
    }

    @Test
    void recorded_toolNobodyDefined_isOther() {
        metrics.recorded(call("demo", "made-up-by-a-caller", false, Outcome.DENIED, 1, 0));

        assertThat(page()).contains("server=\"demo\",tool=\"other\"").doesNotContain("made-up");
    }

    @Test
    void recorded_moreToolsThanTheBound_shareOther() {
        IntStream.range(0, HubMetrics.MAX_TOOLS + 100)
                .forEach(at -> metrics.recorded(call("demo", "tool" + at, true, Outcome.ALLOWED, 1, 0)));

        assertThat(page().lines().filter(line -> line.startsWith("nexus_calls_total{")))
                .hasSize(HubMetrics.MAX_TOOLS + 1)
                .contains("nexus_calls_total{outcome=\"allowed\",server=\"demo\",tool=\"other\"} 100.0");
    }

    @Test
    void recorded_moreRulesThanTheBound_shareOther() {
        IntStream.range(0, 200).forEach(at -> metrics.recorded(refusal("invalid_arguments", "rule " + at)));

        assertThat(page().lines().filter(line -> line.startsWith("nexus_input_blocked_total{")))
                .hasSize(65)
                .contains("nexus_input_blocked_total{rule=\"other\"} 136.0");
    }

    @Test
    void page_isWhatPromtoolAccepts() throws IOException, InterruptedException {
        var promtool = promtool();
        assumeTrue(
                promtool.isPresent() || Boolean.parseBoolean(System.getenv("NEXUS_REQUIRE_ALL")),
                "promtool is not installed: the metrics are not checked by it");
        assertThat(promtool).as("promtool on the PATH").isPresent();
        fill();
        var input = Files.createTempFile("metrics", ".txt");
        var output = Files.createTempFile("promtool", ".txt");
        Files.write(input, page.write());

        int exit = new ProcessBuilder(promtool.get().toString(), "check", "metrics")
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();

        assertThat(Files.readString(output)).isEmpty();
        assertThat(exit).isZero();
    }

    @Test
    void page_namesServersSessionsAndTheProcess() {
        fill();

        assertThat(page())
                .contains("nexus_servers_up{server=\"demo\"} 1.0")
                .contains("nexus_servers_up{server=\"files\"} 0.0")
                .contains("nexus_sessions 3.0")
                .contains("jvm_memory_used_bytes{area=\"heap\"}")
                .contains("jvm_gc_collections_total{gc=")
                .contains("nexus_uptime_seconds");
    }

    private void fill() {
        JvmMetrics.register(registry);
        metrics.gauge("nexus_sessions", "Open sessions.", () -> 3);
        metrics.recorded(redacted("card=1"));
        metrics.recorded(call("demo", "echo", true, Outcome.ALLOWED, 3_000, 2_000));
        Stream.of("unauthenticated", "rate_limited", "invalid_arguments")
                .forEach(reason -> metrics.recorded(refusal(reason, "x")));
    }

    private static Optional<Path> promtool() {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, "promtool"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private String page() {
        return new String(page.write(), UTF_8);
    }

    private static AuditEvent call(
            String server, String tool, boolean isDefined, Outcome outcome, long total, long upstream) {
        var hash = isDefined ? Optional.of("00") : Optional.<String>empty();
        return event(
                new AuditEvent.What("tools/call", Optional.of(server), Optional.of(tool), hash),
                new AuditEvent.Verdict(outcome, Optional.empty(), Optional.empty()),
                new AuditEvent.Took(total, upstream));
    }

    private static AuditEvent redacted(String detail) {
        return event(
                new AuditEvent.What("resources/read", Optional.empty(), Optional.empty(), Optional.empty()),
                new AuditEvent.Verdict(Outcome.ALLOWED, Optional.of("redacted"), Optional.of(detail)),
                new AuditEvent.Took(1, 0));
    }

    private static AuditEvent refusal(String reason, String detail) {
        return event(
                new AuditEvent.What("unknown", Optional.empty(), Optional.empty(), Optional.empty()),
                new AuditEvent.Verdict(Outcome.DENIED, Optional.of(reason), Optional.of(detail)),
                new AuditEvent.Took(1, 0));
    }

    private static AuditEvent event(AuditEvent.What what, AuditEvent.Verdict verdict, AuditEvent.Took took) {
        return new AuditEvent(
                Instant.EPOCH,
                "0".repeat(32),
                Kind.MCP,
                new AuditEvent.Who("default", Optional.empty(), Optional.empty(), "127.0.0.1"),
                what,
                verdict,
                took,
                "v1");
    }
}
