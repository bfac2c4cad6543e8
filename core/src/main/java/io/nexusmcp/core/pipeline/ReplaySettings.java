package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.replay.ReplayLimits;
import io.nexusmcp.core.session.EventIds;
import java.time.Duration;

/**
 * How clients go on with streams.
 *
 * @param retry how long they are asked to wait before they come again
 */
public record ReplaySettings(EventIds ids, ReplayLimits limits, Duration retry) {}
