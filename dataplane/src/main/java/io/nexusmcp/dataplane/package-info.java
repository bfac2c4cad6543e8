/** The MCP front of every era over HTTP. */
@NullMarked
package io.nexusmcp.dataplane;

import org.jspecify.annotations.NullMarked;
