/** The nexus command: talks to the admin plane over HTTP and knows nothing of how the hub works inside. */
@NullMarked
package io.nexusmcp.cli;

import org.jspecify.annotations.NullMarked;
