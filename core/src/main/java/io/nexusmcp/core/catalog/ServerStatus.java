package io.nexusmcp.core.catalog;

import io.nexusmcp.core.ServerName;
import java.time.Instant;
import java.util.Optional;

/**
 * How one server is, for operators.
 *
 * @param isEnabled whether it may be used: not switched off in the configuration or by an operator
 * @param transport {@code stdio}, {@code http} or {@code openapi}
 * @param revision the protocol revision it speaks, once known; an API has none
 * @param since when it came into this state
 * @param lastError the newest failure in a short sentence, without secrets
 * @param restarts how often its connection or child was started again
 */
public record ServerStatus(
        ServerName name,
        State state,
        boolean isEnabled,
        String transport,
        Optional<String> revision,
        Instant since,
        Optional<String> lastError,
        int tools,
        long restarts) {

    /** Where a server stands. */
    public enum State {
        CONNECTING,
        UP,
        DOWN,
        SWITCHED_OFF
    }
}
