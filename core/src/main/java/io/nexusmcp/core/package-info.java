/** Small values that every stage shares: names, refusals, secrets, the request as it came in. */
@NullMarked
package io.nexusmcp.core;

import org.jspecify.annotations.NullMarked;
