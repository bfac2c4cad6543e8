/** Tests against real processes and sockets. */
@NullMarked
package io.nexusmcp.upstream;

import org.jspecify.annotations.NullMarked;
