/** The one decision for listing and calling, and the proof that it was made. */
@NullMarked
package io.nexusmcp.core.policy;

import org.jspecify.annotations.NullMarked;
