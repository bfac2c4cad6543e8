/** SQLite behind core's ports: one file, one connection, SQL beside the mapping to records. */
@NullMarked
package io.nexusmcp.store.sqlite;

import org.jspecify.annotations.NullMarked;
