/** The configuration: one file, the environment and flags read into records with every problem named and placed. */
@NullMarked
package io.nexusmcp.hub.config;

import org.jspecify.annotations.NullMarked;
