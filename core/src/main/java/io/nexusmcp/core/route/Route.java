package io.nexusmcp.core.route;

import io.nexusmcp.core.ServerName;

/**
 * Where a permitted call goes.
 *
 * @param partition whose connection is used: no two callers ever share a partition
 */
public record Route(ServerName server, String partition) {}
