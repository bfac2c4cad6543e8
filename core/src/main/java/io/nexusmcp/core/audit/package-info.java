/** What is recorded of each request, and the port that makes it durable. */
@NullMarked
package io.nexusmcp.core.audit;

import org.jspecify.annotations.NullMarked;
