package io.nexusmcp.upstream;

import io.nexusmcp.core.route.Exchange;
import io.nexusmcp.core.route.Resumption;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.LogLevel;
import io.nexusmcp.protocol.json.JsonObject;
import java.util.Optional;

/** The exchange of the hub's own requests: nobody waits for progress or logs, and nobody cancels. */
enum QuietExchange implements Exchange {
    INSTANCE;

    @Override
    public boolean wantsProgress() {
        return false;
    }

    @Override
    public void progress(JsonObject params) {
        // nobody asked for it
    }

    @Override
    public Optional<LogLevel> logLevel() {
        return Optional.empty();
    }

    @Override
    public boolean serverMayChooseLogLevel() {
        return false;
    }

    @Override
    public void log(JsonObject params) {
        // nobody asked for it
    }

    @Override
    public ClientAbilities abilities() {
        return ClientAbilities.NONE;
    }

    @Override
    public Optional<Resumption> resumption() {
        return Optional.empty();
    }

    @Override
    public Answer ask(String method, JsonObject params) {
        int code = method.equals("elicitation/create") ? ErrorCode.INVALID_PARAMS : ErrorCode.METHOD_NOT_FOUND;
        return new Answer.Refused(code, "there is no client to ask");
    }

    @Override
    public void onCancel(Runnable action) {
        // the hub's own requests end by their deadline
    }

    @Override
    public boolean isCancelled() {
        return false;
    }
}
