/** JSON-RPC and MCP messages of every revision: bytes in, values out. No I/O, no policy. */
@NullMarked
package io.nexusmcp.protocol;

import org.jspecify.annotations.NullMarked;
