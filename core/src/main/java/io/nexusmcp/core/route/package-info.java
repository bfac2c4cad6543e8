/** Where a permitted call goes, and the port through which it goes there. */
@NullMarked
package io.nexusmcp.core.route;

import org.jspecify.annotations.NullMarked;
