/** What was sent on streams of legacy sessions, kept within bounds for clients that lose their connection. */
@NullMarked
package io.nexusmcp.core.replay;

import org.jspecify.annotations.NullMarked;
