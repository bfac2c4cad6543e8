package io.nexusmcp.adminplane;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.adminplane.metrics.MetricsPage;
import java.util.List;

/** The hub itself: health, metrics, configuration and version. */
final class HubRoutes {
    private static final Access METRICS = Access.needs("read", "metrics");

    private final AdminPorts.Insight insight;
    private final Probes probes;
    private final MetricsPage metrics;

    HubRoutes(AdminPorts.Insight insight) {
        this.insight = insight;
        this.probes = new Probes(insight.health());
        this.metrics = new MetricsPage(insight.metrics());
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/health/live",
                        new Access.Public(),
                        "health/live",
                        "200 while the process lives.",
                        _ -> probes.live()),
                Route.get(
                        "/health/ready",
                        new Access.Public(),
                        "health/ready",
                        "200 when calls will be served, else 503.",
                        _ -> probes.ready()),
                Route.get("/health", METRICS, "health/details", "The state of each component.", _ -> probes.details()),
                Route.get(
                        "/metrics",
                        METRICS,
                        "metrics/read",
                        "All metrics in the Prometheus text format.",
                        _ -> Answer.text(MetricsPage.CONTENT_TYPE, new String(metrics.write(), UTF_8))),
                Route.get(
                        "/api/v1/config",
                        Access.needs("read", "config"),
                        "config/show",
                        "The configuration in force, secrets masked.",
                        _ -> Answer.text(Answer.JSON, insight.configuration().get())),
                Route.get(
                        "/api/v1/version",
                        new Access.AnyCaller(),
                        "hub/version",
                        "The version of the hub.",
                        _ -> version()));
    }

    private Answer version() {
        return Answer.json(Json.object()
                .set("version", insight.version())
                .set("java", Runtime.version().toString()));
    }
}
