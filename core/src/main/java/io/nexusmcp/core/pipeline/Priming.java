package io.nexusmcp.core.pipeline;

import java.time.Duration;

/**
 * What lets a client come again for a stream before it got a message.
 *
 * @param retry how long it should wait before that
 */
public record Priming(String eventId, Duration retry) {}
