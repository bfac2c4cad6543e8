/** The admin REST API, health and metrics. */
@NullMarked
package io.nexusmcp.adminplane;

import org.jspecify.annotations.NullMarked;
