/** What a call through the hub costs, beside nginx and a bare Jetty proxy, each as a process of its own. */
@NullMarked
package io.nexusmcp.benchmarks;

import org.jspecify.annotations.NullMarked;
