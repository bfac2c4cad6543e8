/** MCP on the hub's own standard streams, for a client that starts the hub itself. */
@NullMarked
package io.nexusmcp.dataplane.stdio;

import org.jspecify.annotations.NullMarked;
