package io.nexusmcp.core.pipeline;

import io.nexusmcp.protocol.InputRequired;
import io.nexusmcp.protocol.Meta;
import io.nexusmcp.protocol.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a legacy server asks while it works on a task of a modern client, which looks for questions whenever it asks how
 * the task is and answers when it likes. Safe for use by many threads.
 */
final class TaskTalk implements QuestionChannel {
    private final QuestionLimits limits;
    private final OpenExchange exchange;
    private final Map<String, Waiting> open = new LinkedHashMap<>();
    private boolean isOver;

    /** @param exchange through which the server asks */
    TaskTalk(QuestionLimits limits, OpenExchange exchange) {
        this.limits = limits;
        this.exchange = exchange;
    }

    private record Waiting(Question question, CompletableFuture<Reaction> answer) {}

    @Override
    public Reaction put(Question question) throws InterruptedException {
        var waiting = new Waiting(
                new Question(question.method(), Meta.unrelated(question.params())), new CompletableFuture<>());
        // never used again in the life of a task, not even by another hub after this one
        var key = "q-" + UUID.randomUUID();
        synchronized (this) {
            if (isOver) {
                return new Reaction.Over();
            }
            open.put(key, waiting);
            notifyAll();
        }
        try {
            return waiting.answer.get(limits.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return new Reaction.Expired();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            synchronized (this) {
                open.remove(key);
            }
        }
    }

    /** What is open; where nothing is, waits a little for a first question and those that come right after it. */
    synchronized Map<String, InputRequired.Request> questions(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        long left = patience.toMillis();
        while (open.isEmpty() && !isOver && left > 0) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (!open.isEmpty()) {
                wait(limits.gathering().toMillis());
            }
        }
        var questions = new LinkedHashMap<String, InputRequired.Request>();
        open.forEach((key, waiting) ->
                questions.put(key, new InputRequired.Request(waiting.question.method(), waiting.question.params())));
        return questions;
    }

    /** Keys that nothing waits under are of no interest: they were answered, or never asked. */
    synchronized void answer(Map<String, JsonObject> responses) {
        responses.forEach((key, response) -> Optional.ofNullable(open.remove(key))
                .ifPresent(waiting -> waiting.answer.complete(new Reaction.Answered(response.detached()))));
    }

    /** Until the task has ended. */
    void hear(TaskAtServer at) {
        try {
            at.result(exchange);
        } finally {
            exchange.answered();
        }
    }

    synchronized int count() {
        return open.size();
    }

    /** Takes every question back. */
    void end() {
        synchronized (this) {
            isOver = true;
            open.values().forEach(waiting -> waiting.answer.complete(new Reaction.Over()));
            notifyAll();
        }
        exchange.cancel();
    }
}
