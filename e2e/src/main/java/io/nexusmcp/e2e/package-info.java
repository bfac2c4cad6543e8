/** Tests that see the product only from outside: as a process, through its wire, with peers that others wrote. */
@NullMarked
package io.nexusmcp.e2e;

import org.jspecify.annotations.NullMarked;
