/** Tests of the demo servers as child processes. */
@NullMarked
package io.nexusmcp.demo;

import org.jspecify.annotations.NullMarked;
