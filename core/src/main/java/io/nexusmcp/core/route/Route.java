package io.nexusmcp.core.route;

import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.catalog.ServerSpec;

/**
 * Where a permitted call goes.
 *
 * @param spec the server as it was when the call was permitted
 * @param partition whose connection is used: no two callers ever share a partition
 */
public record Route(ServerSpec spec, String partition) {
    public ServerName server() {
        return spec.name();
    }
}
