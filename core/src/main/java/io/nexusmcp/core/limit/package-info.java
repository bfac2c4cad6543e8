/** How much a caller or an address may ask for. Knows keys and clocks, not requests. */
@NullMarked
package io.nexusmcp.core.limit;

import org.jspecify.annotations.NullMarked;
