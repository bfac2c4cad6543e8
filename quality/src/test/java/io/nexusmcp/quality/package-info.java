/** The house rules, checked. */
@NullMarked
package io.nexusmcp.quality;

import org.jspecify.annotations.NullMarked;
