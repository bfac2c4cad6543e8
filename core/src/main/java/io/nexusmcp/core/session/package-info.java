/** Sealed session ids of the legacy revisions and the key ring behind every seal. */
@NullMarked
package io.nexusmcp.core.session;

import org.jspecify.annotations.NullMarked;
