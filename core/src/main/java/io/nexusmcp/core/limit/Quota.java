package io.nexusmcp.core.limit;

/** How many of a kind one caller may have at the same time, and all callers together. */
public record Quota(int perCaller, int inAll) {}
