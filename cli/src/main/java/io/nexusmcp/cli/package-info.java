/** The nexus command: talks to the admin plane over HTTP. */
@NullMarked
package io.nexusmcp.cli;

import org.jspecify.annotations.NullMarked;
