package io.nexusmcp.store.audit;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What verifying the audit log found.
 *
 * @param broken the first place that does not hold, in the order of the log; empty when all does
 * @param unsealed lines after the last signed one; in a log that was closed there are none
 * @param notes what is worth knowing and no damage, such as a torn end that is being written
 */
public record AuditReport(
        Optional<Broken> broken,
        int segments,
        long lines,
        long events,
        long signed,
        long unsealed,
        long firstSequence,
        long lastSequence,
        List<String> notes) {

    public boolean isOk() {
        return broken.isEmpty();
    }

    /**
     * A place where the log is not what was written.
     *
     * @param file name of the segment; empty when a file is missing
     * @param line counted from 1; 0 where no line can be named
     * @param sequence the number of the line; where some are missing, of the first of these
     */
    public record Broken(String file, long line, long sequence, What what, String detail) {
        @Override
        public String toString() {
            return what.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " at sequence " + sequence
                    + (file.isEmpty() ? "" : ", " + file + " line " + line) + ": " + detail;
        }
    }

    /** What happened to the log. */
    public enum What {
        /** A line is not the one that was written. */
        CHANGED,
        /** Lines are missing between others. */
        DROPPED,
        /** Lines or files stand in another order. */
        REORDERED,
        /** The end is missing. */
        TRUNCATED,
        /** A signature does not hold, or its key is unknown. */
        CHECKPOINT_FORGED,
        /** More lines than there may be without a signed one. */
        CHECKPOINT_MISSING,
        /** A whole file is missing. */
        SEGMENT_MISSING
    }
}
