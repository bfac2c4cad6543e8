package io.nexusmcp.upstream;

import io.nexusmcp.protocol.json.JsonLimits;
import java.time.Duration;

/** What servers may cost the hub. */
public record UpstreamLimits(Sizes sizes, Counts counts, Times times, JsonLimits json) {
    private static final int SIXTEEN_MEGABYTES = 16 << 20;

    public static final UpstreamLimits DEFAULT = new UpstreamLimits(
            new Sizes(SIXTEEN_MEGABYTES, SIXTEEN_MEGABYTES, SIXTEEN_MEGABYTES),
            new Counts(256, 128, 1_000, 100, 10_000),
            new Times(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(2)),
            JsonLimits.DEFAULT);

    /**
     * Bytes.
     *
     * @param maxLineBytes one message of a child process
     * @param maxResponseBytes one HTTP answer, and all pages of one list together
     * @param maxEventBytes one event of a stream
     */
    public record Sizes(int maxLineBytes, int maxResponseBytes, int maxEventBytes) {}

    /**
     * Numbers of things.
     *
     * @param maxCalls calls one server works on at the same time
     * @param maxChildren child processes of all servers together
     * @param maxSessions HTTP sessions of one server
     * @param maxPages pages of one list
     * @param maxDefinitions tools, prompts, resources or templates of one server
     */
    public record Counts(int maxCalls, int maxChildren, int maxSessions, int maxPages, int maxDefinitions) {}

    /**
     * Durations.
     *
     * @param connect for a TCP and TLS connection
     * @param probe how long a child may be silent before it counts as one that knows no {@code server/discover}
     * @param idle after which the child or session of a caller ends
     * @param refresh how often the lists are read again of a server that does not announce changes
     * @param kill how long a child may take to end after its input closed, and again after SIGTERM
     */
    public record Times(Duration connect, Duration probe, Duration idle, Duration refresh, Duration kill) {}
}
