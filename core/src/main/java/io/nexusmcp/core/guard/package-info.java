/** Checks on content, before and after a call. A guard can only refuse or take away. */
@NullMarked
package io.nexusmcp.core.guard;

import org.jspecify.annotations.NullMarked;
