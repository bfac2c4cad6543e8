package io.nexusmcp.upstream;

import io.nexusmcp.core.route.Exchange;
import io.nexusmcp.core.route.Resumption;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.LogLevel;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** An open call whose client keeps everything and can be told to cancel. */
final class RecordingExchange implements Exchange {
    private final List<String> progress = new CopyOnWriteArrayList<>();
    private final List<String> logs = new CopyOnWriteArrayList<>();
    private final List<String> questions = new CopyOnWriteArrayList<>();
    private final List<Runnable> onCancel = new ArrayList<>();
    private boolean wantsProgress;
    private Optional<LogLevel> level = Optional.empty();
    private ClientAbilities abilities = ClientAbilities.NONE;
    private Optional<Resumption> resumption = Optional.empty();
    private final List<String> takenBack = new CopyOnWriteArrayList<>();
    private Answers answers = _ -> given("{\"action\":\"decline\"}");
    private boolean isCancelled;

    /** What the client does when it is asked. */
    interface Answers {
        Answer answer(String method) throws InterruptedException;
    }

    static Answer given(String result) {
        return new Answer.Given(JsonSlice.trusted(result).asObject());
    }

    RecordingExchange answering(Answers how) {
        answers = how;
        return this;
    }

    List<String> takenBack() {
        return takenBack;
    }

    RecordingExchange withProgress() {
        wantsProgress = true;
        return this;
    }

    RecordingExchange withLevel(LogLevel wanted) {
        level = Optional.of(wanted);
        return this;
    }

    List<String> progressed() {
        return progress;
    }

    List<String> logged() {
        return logs;
    }

    List<String> asked() {
        return questions;
    }

    void cancel() {
        List<Runnable> actions;
        synchronized (this) {
            isCancelled = true;
            actions = List.copyOf(onCancel);
        }
        actions.forEach(Runnable::run);
    }

    @Override
    public boolean wantsProgress() {
        return wantsProgress;
    }

    @Override
    public void progress(JsonObject params) {
        progress.add(params.whole().text());
    }

    @Override
    public Optional<LogLevel> logLevel() {
        return level;
    }

    @Override
    public boolean serverMayChooseLogLevel() {
        return true;
    }

    @Override
    public void log(JsonObject params) {
        logs.add(params.whole().text());
    }

    RecordingExchange canBeAsked(String capabilities) {
        abilities = ClientAbilities.of(JsonSlice.trusted(capabilities).asObject(), Revision.NEWEST);
        return this;
    }

    RecordingExchange resumes(Resumption brought) {
        resumption = Optional.of(brought);
        return this;
    }

    @Override
    public ClientAbilities abilities() {
        return abilities;
    }

    @Override
    public Optional<Resumption> resumption() {
        return resumption;
    }

    @Override
    public Answer ask(String method, JsonObject params) {
        questions.add(method);
        try {
            return answers.answer(method);
        } catch (InterruptedException taken) {
            takenBack.add(method);
            return new Answer.Over();
        }
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
}
