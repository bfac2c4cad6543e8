/**
 * Turns an OpenAPI document into tools. It computes only: it reads no file, opens no connection, and follows no
 * reference out of the document.
 */
@NullMarked
package io.nexusmcp.openapi;

import org.jspecify.annotations.NullMarked;
