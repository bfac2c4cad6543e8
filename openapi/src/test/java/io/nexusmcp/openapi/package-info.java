/** Tests of documents and of what becomes of them. */
@NullMarked
package io.nexusmcp.openapi;

import org.jspecify.annotations.NullMarked;
