package io.nexusmcp.core.route;

import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.LogLevel;
import io.nexusmcp.protocol.json.JsonObject;
import java.util.Optional;

/**
 * The open call, as the upstream side sees it: what flows back to the client before the answer does. Safe for use by
 * many threads; nothing is sent once the call has been answered.
 */
public interface Exchange {
    /** Whether the client asked for progress; if not, the upstream request carries no token. */
    boolean wantsProgress();

    /** Parameters of {@code notifications/progress}; the token is replaced by the client's own. */
    void progress(JsonObject params);

    /** The least severe log message the client wants; empty leaves it to the server (legacy) or means none (modern). */
    Optional<LogLevel> logLevel();

    /** Whether an absent level means that the server decides. */
    boolean serverMayChooseLogLevel();

    /** Parameters of {@code notifications/message}; dropped when the client does not want them. */
    void log(JsonObject params);

    /** What the client can be asked during this call; a link declares no more to its server. */
    ClientAbilities abilities();

    /** Whether a modern server may answer with a task. */
    default boolean takesTasks() {
        return false;
    }

    /**
     * Puts a question of the server (elicitation, sampling, roots) to the client and waits for the answer, which may
     * take many minutes. An interrupt takes the question back.
     */
    Answer ask(String method, JsonObject params);

    /** What the request brings back to a modern server that had asked for input. */
    Optional<Resumption> resumption();

    /** Runs once when the client cancels or goes away; at once if it already has. */
    void onCancel(Runnable action);

    boolean isCancelled();

    /** What became of a question. */
    sealed interface Answer {
        record Given(JsonObject result) implements Answer {}

        /** The client cannot be asked; the server gets this JSON-RPC error. */
        record Refused(int code, String message) implements Answer {}

        /** The client answered with this JSON-RPC error. */
        record Failed(int code, String message) implements Answer {}

        /** The call ended while the question was open, so the server needs no answer. */
        record Over() implements Answer {}
    }
}
