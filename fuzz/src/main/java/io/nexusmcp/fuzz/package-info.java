/** Fuzzing of every reader of outside bytes and of every seal, with oracles that share no code with what they judge. */
@NullMarked
package io.nexusmcp.fuzz;

import org.jspecify.annotations.NullMarked;
