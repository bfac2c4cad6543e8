/** MCP over WebSocket connections, each message one text frame. */
@NullMarked
package io.nexusmcp.dataplane.websocket;

import org.jspecify.annotations.NullMarked;
