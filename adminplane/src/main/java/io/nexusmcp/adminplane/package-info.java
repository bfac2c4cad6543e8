/**
 * Administration over HTTP: a table of routes, each with the permission it needs, in front of core's own commands.
 * Knows no data plane and decides nothing itself.
 */
@NullMarked
package io.nexusmcp.adminplane;

import org.jspecify.annotations.NullMarked;
