package io.nexusmcp.core.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reading what was recorded, newest last. */
public interface AuditTrail {
    /** Lines as they stand in the log (JSON objects) that match, at most {@code query.limit()} newest ones. */
    List<String> search(Query query);

    /** Lines written after the given sequence number, waiting a little for new ones; for following the log. */
    List<String> after(long sequence, int limit);

    /**
     * All conditions must hold; an absent one always does.
     *
     * @param text a word anywhere in the line
     */
    record Query(
            Optional<Instant> from,
            Optional<Instant> to,
            Optional<String> caller,
            Optional<String> server,
            Optional<String> target,
            Optional<String> outcome,
            Optional<String> text,
            int limit) {}
}
