package io.nexusmcp.core.limit;

import java.time.Duration;

/**
 * How many requests one key may make.
 *
 * @param requests allowed in each period
 * @param burst allowed above that at one moment
 */
public record RateLimit(int requests, Duration period, int burst) {}
