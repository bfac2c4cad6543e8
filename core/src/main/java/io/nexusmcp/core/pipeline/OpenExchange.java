package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.guard.Redactor;
import io.nexusmcp.core.route.Exchange;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.JsonRpc;
import io.nexusmcp.protocol.LogLevel;
import io.nexusmcp.protocol.MetaKey;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The open call towards one client: maps the progress token, filters logs, redacts both, and remembers the end. */
final class OpenExchange implements Exchange {
    private final ClientStream stream;
    private final Redactor redactor;
    private final Optional<JsonSlice> progressToken;
    private final Optional<LogLevel> logLevel;
    private final boolean isModern;
    private final List<Runnable> onCancel = new ArrayList<>(1);
    private boolean isCancelled;
    private boolean isAnswered;

    OpenExchange(
            ClientStream stream,
            Redactor redactor,
            Optional<JsonSlice> progressToken,
            Optional<LogLevel> logLevel,
            boolean isModern) {
        this.stream = stream;
        this.redactor = redactor;
        this.progressToken = progressToken;
        this.logLevel = logLevel;
        this.isModern = isModern;
    }

    @Override
    public boolean wantsProgress() {
        return progressToken.isPresent() && stream.canStream();
    }

    @Override
    public void progress(JsonObject params) {
        if (wantsProgress()) {
            progressToken.ifPresent(token -> send(
                    "notifications/progress",
                    params.edit().set(MetaKey.PROGRESS_TOKEN, token).slice()));
        }
    }

    @Override
    public Optional<LogLevel> logLevel() {
        return logLevel;
    }

    @Override
    public boolean serverMayChooseLogLevel() {
        return !isModern;
    }

    @Override
    public void log(JsonObject params) {
        var level = params.string("level").flatMap(LogLevel::of);
        boolean isWanted = logLevel.map(least ->
                        level.filter(given -> given.compareTo(least) >= 0).isPresent())
                .orElse(!isModern && level.isPresent());
        if (isWanted && stream.canStream()) {
            send("notifications/message", params.whole());
        }
    }

    /** This version declares no client capabilities to servers, so a question has nobody to go to. */
    @Override
    public Answer ask(String method, JsonObject params) {
        return new Answer.Refused(ErrorCode.METHOD_NOT_FOUND, "the client cannot be asked");
    }

    @Override
    public void onCancel(Runnable action) {
        synchronized (this) {
            if (!isCancelled) {
                onCancel.add(action);
                return;
            }
        }
        action.run();
    }

    @Override
    public synchronized boolean isCancelled() {
        return isCancelled;
    }

    void cancel() {
        List<Runnable> actions;
        synchronized (this) {
            if (isCancelled || isAnswered) {
                return;
            }
            isCancelled = true;
            actions = List.copyOf(onCancel);
        }
        actions.forEach(Runnable::run);
    }

    /** Nothing is sent from now on. */
    synchronized void answered() {
        isAnswered = true;
    }

    private synchronized void send(String method, JsonSlice params) {
        if (!isAnswered && !isCancelled) {
            stream.send(JsonRpc.notification(method, redactor.filter(params).value()));
        }
    }
}
