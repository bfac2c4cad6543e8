/** The life of a request, in order. */
@NullMarked
package io.nexusmcp.core.pipeline;

import org.jspecify.annotations.NullMarked;
