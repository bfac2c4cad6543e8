/** Numbers for Prometheus: counted from audit events, read from suppliers, all labels bounded. */
@NullMarked
package io.nexusmcp.adminplane.metrics;

import org.jspecify.annotations.NullMarked;
