/** Fakes for time and faults, fixture MCP servers of both eras, a whole hub inside a test. */
@NullMarked
package io.nexusmcp.testkit;

import org.jspecify.annotations.NullMarked;
