package io.nexusmcp.hub;

import io.nexusmcp.hub.config.HubConfig;
import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.upstream.UpstreamLimits;

/** What servers may cost, as configured. */
final class UpstreamSettings {
    private UpstreamSettings() {}

    static UpstreamLimits of(HubConfig config) {
        var limits = config.limits();
        int response = Math.toIntExact(limits.maxResponseBytes());
        int event = Math.toIntExact(limits.maxEventBytes());
        return new UpstreamLimits(
                new UpstreamLimits.Sizes(event, response, event),
                UpstreamLimits.DEFAULT.counts(),
                UpstreamLimits.DEFAULT.times(),
                new JsonLimits(limits.maxDepth(), JsonLimits.DEFAULT.maxNameLength(), limits.maxElements()));
    }
}
