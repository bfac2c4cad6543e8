/** The composition root: configuration to objects, start, stop, reload. */
@NullMarked
package io.nexusmcp.hub;

import org.jspecify.annotations.NullMarked;
