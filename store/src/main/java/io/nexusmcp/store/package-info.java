/** The data directory: who may use it, its keys, its small files. Knows nothing of what the files are for. */
@NullMarked
package io.nexusmcp.store;

import org.jspecify.annotations.NullMarked;
