package io.nexusmcp.adminplane.metrics;

import io.nexusmcp.core.audit.AuditEvent;
import io.nexusmcp.core.audit.AuditListener;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Counts what the hub does, from the events it records. Only configured servers and the first {@value #MAX_TOOLS}
 * tools get labels of their own, whatever callers send. Safe for use by many threads; counting one event takes about a
 * microsecond.
 */
public final class HubMetrics implements AuditListener {
    static final int MAX_TOOLS = 500;
    private static final int MAX_RULES = 64;
    private static final double MICROS = 1e-6;
    private static final String TOOL_CALL = "tools/call";
    private static final String SERVER = "server";
    private static final double[] SECONDS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
    };

    private final PrometheusRegistry registry;
    private final Supplier<Map<String, Boolean>> servers;
    private final LabelValues tools = new LabelValues(MAX_TOOLS);
    private final LabelValues limits = new LabelValues(MAX_RULES);
    private final LabelValues rules = new LabelValues(MAX_RULES);
    private final LabelValues detectors = new LabelValues(MAX_RULES);
    private final ConcurrentHashMap<CallKey, CallPoints> points = new ConcurrentHashMap<>();
    private final Counter authFailures;
    private final Counter rateLimitHits;
    private final Counter inputBlocked;
    private final Counter redactions;
    private final Counter calls;
    private final Histogram callSeconds;
    private final Histogram upstreamSeconds;

    private record CallKey(String server, String tool, AuditEvent.Outcome outcome) {}

    private record CallPoints(
            CounterDataPoint count, DistributionDataPoint seconds, DistributionDataPoint upstreamSeconds) {}

    /** @param servers the configured servers by name, and whether each is up; asked for new labels and at each scrape */
    public HubMetrics(PrometheusRegistry registry, Supplier<Map<String, Boolean>> servers) {
        this.registry = registry;
        this.servers = servers;
        authFailures = counter("nexus_auth_failures_total", "Requests without a credential that holds.");
        rateLimitHits = counter("nexus_rate_limit_hits_total", "Requests refused by a limit.", "limit");
        inputBlocked = counter("nexus_input_blocked_total", "Requests whose content a rule refused.", "rule");
        redactions = counter("nexus_redactions_total", "Places in answers that were masked.", "detector");
        calls = counter("nexus_calls_total", "Tool calls by what became of them.", SERVER, "tool", "outcome");
        callSeconds = histogram("nexus_call_duration_seconds", "Time of a tool call.", SERVER, "tool", "outcome");
        upstreamSeconds = histogram("nexus_upstream_duration_seconds", "Time spent waiting for a server.", SERVER);
        GaugeWithCallback.builder()
                .name("nexus_servers_up")
                .help("Whether a configured server can be used.")
                .labelNames(SERVER)
                .callback(gauge -> servers.get().forEach((server, isUp) -> gauge.call(isUp ? 1 : 0, server)))
                .register(registry);
        authFailures.initLabelValues();
    }

    @Override
    public void recorded(AuditEvent event) {
        countVerdict(event.verdict());
        if (event.kind() == AuditEvent.Kind.MCP) {
            countServed(event);
        }
    }

    @Override
    public void summarized(AuditEvent event) {
        countVerdict(event.verdict());
    }

    /** Shows a number that is read at each scrape, such as the open sessions. */
    public void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(gauge -> gauge.call(value.getAsDouble()))
                .register(registry);
    }

    private void countVerdict(AuditEvent.Verdict verdict) {
        var reason = verdict.reason().orElse("");
        switch (reason) {
            case "unauthenticated", "ambiguous_credentials" -> authFailures.inc();
            case "rate_limited" ->
                rateLimitHits
                        .labelValues(limits.word(verdict.detail().orElse(reason)))
                        .inc();
            case "too_many_at_once" ->
                rateLimitHits.labelValues(limits.word("concurrency")).inc();
            case "invalid_arguments" ->
                inputBlocked
                        .labelValues(rules.word(verdict.detail().orElse(reason)))
                        .inc();
            case "limit of the address" ->
                rateLimitHits.labelValues(limits.word("address")).inc();
            case "malformed", "too_large", "too_slow", "host", "origin", "malformed HTTP" ->
                inputBlocked.labelValues(rules.word(reason)).inc();
            case "redacted" -> countRedactions(verdict.detail().orElse(""));
            default -> {
                // other outcomes are counted with their call
            }
        }
    }

    /** The detail of such a verdict has a part such as {@code card=2} for each detector. */
    private void countRedactions(String detail) {
        for (var part : detail.split("[, ]", -1)) {
            int at = part.indexOf('=');
            if (at > 0) {
                redactions
                        .labelValues(detectors.word(part.substring(0, at)))
                        .inc(Integer.parseInt(part.substring(at + 1)));
            }
        }
    }

    private void countServed(AuditEvent event) {
        var what = event.what();
        boolean isCall = what.operation().equals(TOOL_CALL);
        if (!isCall && event.took().upstreamMicros() == 0) {
            return;
        }
        var counted = points(event);
        if (isCall) {
            counted.count().inc();
            counted.seconds().observe(event.took().totalMicros() * MICROS);
        }
        if (event.took().upstreamMicros() > 0) {
            counted.upstreamSeconds().observe(event.took().upstreamMicros() * MICROS);
        }
    }

    private CallPoints points(AuditEvent event) {
        var what = event.what();
        boolean isKnownTool =
                what.operation().equals(TOOL_CALL) && what.definitionHash().isPresent();
        var key = new CallKey(
                what.server().orElse(LabelValues.OTHER),
                isKnownTool ? what.target().orElse(LabelValues.OTHER) : LabelValues.OTHER,
                event.verdict().outcome());
        var counted = points.get(key);
        return counted != null ? counted : bounded(key);
    }

    /** Only keys that keep their own labels are remembered, so the map is as bounded as the labels. */
    private CallPoints bounded(CallKey key) {
        boolean isConfigured = servers.get().containsKey(key.server());
        var server = isConfigured ? key.server() : LabelValues.OTHER;
        var path = server + "/" + key.tool();
        boolean isNamed = isConfigured
                && !key.tool().equals(LabelValues.OTHER)
                && tools.bounded(path).equals(path);
        var bounded = new CallKey(server, isNamed ? key.tool() : LabelValues.OTHER, key.outcome());
        return points.computeIfAbsent(bounded, this::newPoints);
    }

    private CallPoints newPoints(CallKey key) {
        var outcome = key.outcome().name().toLowerCase(Locale.ROOT);
        return new CallPoints(
                calls.labelValues(key.server(), key.tool(), outcome),
                callSeconds.labelValues(key.server(), key.tool(), outcome),
                upstreamSeconds.labelValues(key.server()));
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }

    private Histogram histogram(String name, String help, String... labels) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .withoutExemplars()
                .register(registry);
    }
}
