package io.nexusmcp.benchmarks;

import java.nio.file.Path;

/**
 * One way from the load generator to the upstream server.
 *
 * @param request file with the bytes of one call
 */
record Contender(String name, ProcessHandle process, int port, Path request) {
    static final String KEY_HEADER = "X-Agent-Key";
}
