/** Listener plumbing for both planes: Jetty, limits, Host and Origin, deadlines, headers. */
@NullMarked
package io.nexusmcp.web;

import org.jspecify.annotations.NullMarked;
