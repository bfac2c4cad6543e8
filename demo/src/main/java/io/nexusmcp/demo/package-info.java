/** Two small MCP servers, one of each era, for the demo. */
@NullMarked
package io.nexusmcp.demo;

import org.jspecify.annotations.NullMarked;
