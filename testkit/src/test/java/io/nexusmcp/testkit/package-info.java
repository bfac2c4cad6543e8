/** Tests that the fixtures do what they promise. */
@NullMarked
package io.nexusmcp.testkit;

import org.jspecify.annotations.NullMarked;
