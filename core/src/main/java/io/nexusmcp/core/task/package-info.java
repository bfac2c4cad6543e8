/** Tasks that clients come back for: what the hub remembers of them, and the ids they are known by. */
@NullMarked
package io.nexusmcp.core.task;

import org.jspecify.annotations.NullMarked;
