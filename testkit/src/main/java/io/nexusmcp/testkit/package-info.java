/**
 * Fixture MCP servers of both eras and a server that misbehaves, written on plain JSON trees and sockets so that they
 * judge the hub's wire code instead of sharing it.
 */
@NullMarked
package io.nexusmcp.testkit;

import org.jspecify.annotations.NullMarked;
