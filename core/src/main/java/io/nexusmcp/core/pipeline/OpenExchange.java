package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.guard.Redactor;
import io.nexusmcp.core.route.Exchange;
import io.nexusmcp.core.route.Resumption;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.JsonRpc;
import io.nexusmcp.protocol.LogLevel;
import io.nexusmcp.protocol.MetaKey;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The open call towards one client: maps the progress token, filters logs, redacts both, passes questions on, and
 * remembers the end.
 */
final class OpenExchange implements Exchange {
    private final Redactor redactor;
    private final boolean isModern;
    private final boolean wantsProgress;
    private final Optional<LogLevel> firstLevel;
    private final List<Runnable> onCancel = new ArrayList<>(1);
    private final List<Runnable> onEnd = new ArrayList<>(1);
    private volatile Optional<Questioner> questioner = Optional.empty();
    private volatile ClientAbilities abilities = ClientAbilities.NONE;
    private volatile Optional<Resumption> resumption = Optional.empty();
    private volatile boolean takesTasks;
    private volatile ClientSide client;
    private boolean isCancelled;
    private boolean isAnswered;

    OpenExchange(ClientSide client, Redactor redactor, boolean isModern) {
        this.client = client;
        this.redactor = redactor;
        this.isModern = isModern;
        this.wantsProgress = client.wantsProgress();
        this.firstLevel = client.logLevel();
    }

    /** Before anything is sent: questions of the server are put through this. */
    void asksThrough(Questioner way) {
        questioner = Optional.of(way);
        abilities = way.abilities();
    }

    /** Before anything is sent: a modern server may answer that it needs input of these kinds. */
    void declares(ClientAbilities declared) {
        abilities = declared;
    }

    /** Before anything is sent: a modern server may answer with a task. */
    void mayBecomeTask() {
        takesTasks = true;
    }

    void resumesWith(Resumption brought) {
        resumption = Optional.of(brought);
    }

    /** From now on messages go there; a client that is between two rounds hears nothing. */
    void attach(ClientSide now) {
        client = now;
    }

    @Override
    public boolean wantsProgress() {
        return wantsProgress;
    }

    @Override
    public void progress(JsonObject params) {
        var now = client;
        if (now.wantsProgress()) {
            now.progressToken()
                    .ifPresent(token -> send(
                            now,
                            "notifications/progress",
                            params.edit().set(MetaKey.PROGRESS_TOKEN, token).slice()));
        }
    }

    @Override
    public Optional<LogLevel> logLevel() {
        return firstLevel;
    }

    @Override
    public boolean serverMayChooseLogLevel() {
        return !isModern;
    }

    @Override
    public void log(JsonObject params) {
        var now = client;
        var level = params.string("level").flatMap(LogLevel::of);
        boolean isWanted = now.logLevel()
                .map(least -> level.filter(given -> given.compareTo(least) >= 0).isPresent())
                .orElse(!isModern && level.isPresent());
        if (isWanted && now.stream().canStream()) {
            send(now, "notifications/message", params.whole());
        }
    }

    @Override
    public ClientAbilities abilities() {
        return abilities;
    }

    @Override
    public boolean takesTasks() {
        return takesTasks;
    }

    @Override
    public Answer ask(String method, JsonObject params) {
        return questioner
                .map(way -> way.ask(method, params))
                .orElseGet(() -> new Answer.Refused(ErrorCode.METHOD_NOT_FOUND, "the client cannot be asked"));
    }

    @Override
    public Optional<Resumption> resumption() {
        return resumption;
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

    /** Runs once when the call is cancelled or answered; at once if it already was. */
    void onEnd(Runnable action) {
        synchronized (this) {
            if (!isCancelled && !isAnswered) {
                onEnd.add(action);
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
        var actions = new ArrayList<Runnable>();
        synchronized (this) {
            if (isCancelled || isAnswered) {
                return;
            }
            isCancelled = true;
            actions.addAll(onCancel);
            actions.addAll(onEnd);
        }
        actions.forEach(Runnable::run);
    }

    /** What is still open is taken back; then nothing is sent any more. */
    void answered() {
        List<Runnable> actions;
        synchronized (this) {
            actions = isCancelled || isAnswered ? List.of() : List.copyOf(onEnd);
        }
        actions.forEach(Runnable::run);
        synchronized (this) {
            isAnswered = true;
        }
    }

    /** Sends a message that is already as the client may have it; false once the call has ended. */
    synchronized boolean send(JsonSlice message) {
        if (isAnswered || isCancelled) {
            return false;
        }
        client.stream().send(message);
        return true;
    }

    private synchronized void send(ClientSide now, String method, JsonSlice params) {
        if (!isAnswered && !isCancelled) {
            now.stream()
                    .send(JsonRpc.notification(method, redactor.filter(params).value()));
        }
    }
}
