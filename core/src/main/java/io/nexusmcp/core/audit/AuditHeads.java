package io.nexusmcp.core.audit;

import java.util.Optional;

/** A second place for the newest link of the audit chain, so that a cut-off log is noticed. */
public interface AuditHeads {
    Optional<Head> newest();

    void save(Head head);

    /** {@code hash} of the line with this sequence number, hexadecimal. */
    record Head(long sequence, String hash) {}
}
