/** JSON as bytes: one strict scan, members by reference, edits that leave every untouched byte as it came. */
@NullMarked
package io.nexusmcp.protocol.json;

import org.jspecify.annotations.NullMarked;
