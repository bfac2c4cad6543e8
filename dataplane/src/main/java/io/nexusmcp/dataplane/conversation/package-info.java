/** Connections on which messages go both ways, whatever carries them. Knows no HTTP, sockets or pipes. */
@NullMarked
package io.nexusmcp.dataplane.conversation;

import org.jspecify.annotations.NullMarked;
