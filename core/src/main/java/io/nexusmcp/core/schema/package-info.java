/** Checks a tool's arguments and structured results against its declared JSON Schema. */
@NullMarked
package io.nexusmcp.core.schema;

import org.jspecify.annotations.NullMarked;
