/**
 * The audit log as files: written by whichever caller finds it free, chained by hashes, sealed by keyed checkpoints,
 * verified and searched from the files alone.
 */
@NullMarked
package io.nexusmcp.store.audit;

import org.jspecify.annotations.NullMarked;
