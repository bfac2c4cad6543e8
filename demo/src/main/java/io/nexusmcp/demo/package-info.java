/** Two small MCP servers that speak on standard input and output, one of each era, for the demo. */
@NullMarked
package io.nexusmcp.demo;

import org.jspecify.annotations.NullMarked;
