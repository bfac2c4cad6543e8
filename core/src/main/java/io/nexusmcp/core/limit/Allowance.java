package io.nexusmcp.core.limit;

import java.time.Duration;

/**
 * What a limiter said to one request.
 *
 * @param limit requests allowed in a period
 * @param remaining requests left at this moment
 * @param retryAfter zero when the request may pass, else the time until one may
 * @param reset time until the limit is full again
 */
public record Allowance(boolean isGranted, long limit, long remaining, Duration retryAfter, Duration reset) {}
