/** Server-sent events as MCP uses them: a strict, bounded reader and the few texts that are written. */
@NullMarked
package io.nexusmcp.protocol.sse;

import org.jspecify.annotations.NullMarked;
