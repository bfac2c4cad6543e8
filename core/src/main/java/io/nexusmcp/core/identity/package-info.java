/** Who calls: callers, credentials and the keys that prove them. Knows nothing of what a caller may do. */
@NullMarked
package io.nexusmcp.core.identity;

import org.jspecify.annotations.NullMarked;
