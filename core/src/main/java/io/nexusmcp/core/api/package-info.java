/** HTTP APIs that are no MCP servers, and what is sent to them and comes back. */
@NullMarked
package io.nexusmcp.core.api;

import org.jspecify.annotations.NullMarked;
