/** Connections to MCP servers: stdio child processes and Streamable HTTP. */
@NullMarked
package io.nexusmcp.upstream;

import org.jspecify.annotations.NullMarked;
