/** SQLite behind core's ports, with its migrations. */
@NullMarked
package io.nexusmcp.store;

import org.jspecify.annotations.NullMarked;
