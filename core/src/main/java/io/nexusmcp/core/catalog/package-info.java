/** Servers and what they offer, with names resolved, as one immutable snapshot. */
@NullMarked
package io.nexusmcp.core.catalog;

import org.jspecify.annotations.NullMarked;
