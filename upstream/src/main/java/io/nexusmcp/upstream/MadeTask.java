package io.nexusmcp.upstream;

import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.TaskReport;
import java.time.Duration;
import java.util.Optional;

/** A task that a server has just made: the connection it was made on must not be ended for being idle. */
final class MadeTask {
    /** Most of what a server may claim for itself by its word. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private MadeTask() {}

    /** How long the connection is needed at most; empty for an answer that makes no task. */
    static Optional<Duration> ttl(UpstreamReply reply) {
        if (!(reply instanceof UpstreamReply.Result(var revision, var result))
                || !TaskReport.isCreation(result, revision.era())) {
            return Optional.empty();
        }
        try {
            var said = TaskReport.created(result, revision.era()).ttl().orElse(LONGEST);
            return Optional.of(said.compareTo(LONGEST) > 0 ? LONGEST : said);
        } catch (ProtocolException _) {
            return Optional.empty(); // whoever called finds out
        }
    }
}
