package io.nexusmcp.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Work that goes on after its request was answered. */
final class FixtureTask {
    private static final Duration POLL = Duration.ofMillis(200);

    private final String id = UUID.randomUUID().toString();
    private final Instant created = Instant.now();
    private final long ttlMillis;
    private final Map<String, Asked> open = new LinkedHashMap<>();
    private Instant updated = created;
    private String status = "working";
    private Optional<ObjectNode> result = Optional.empty();
    private Optional<RpcError> error = Optional.empty();
    private Optional<Thread> worker = Optional.empty();

    FixtureTask(long ttlMillis) {
        this.ttlMillis = ttlMillis;
    }

    /** A question that waits for the client. */
    static final class Asked {
        private final Question question;
        private final CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        private boolean isDelivered;

        private Asked(Question question) {
            this.question = question;
        }

        Question question() {
            return question;
        }

        void answered(JsonNode given) {
            answer.complete(given);
        }

        void refused(RpcError why) {
            answer.completeExceptionally(why);
        }
    }

    String id() {
        return id;
    }

    synchronized void start(Function<FixtureTask, ObjectNode> work) {
        var thread = Thread.ofVirtual().unstarted(() -> run(work));
        worker = Optional.of(thread);
        thread.start();
    }

    private void run(Function<FixtureTask, ObjectNode> work) {
        try {
            var outcome = work.apply(this);
            end("completed", Optional.of(outcome), Optional.empty());
        } catch (RpcError failure) {
            end("failed", Optional.empty(), Optional.of(failure));
        } catch (Call.Cancelled cancelled) {
            end("cancelled", Optional.empty(), Optional.empty());
        }
    }

    private synchronized void end(String how, Optional<ObjectNode> outcome, Optional<RpcError> failure) {
        if (!isOver()) {
            result = outcome;
            error = failure;
            enter(how);
        }
    }

    private void enter(String now) {
        status = now;
        updated = Instant.now();
        notifyAll();
    }

    synchronized boolean isOver() {
        return !status.equals("working") && !status.equals("input_required");
    }

    /** False when it had ended. */
    synchronized boolean cancel() {
        if (isOver()) {
            return false;
        }
        enter("cancelled");
        worker.ifPresent(Thread::interrupt);
        return true;
    }

    /** Asks and waits for all answers, by key. */
    ObjectNode ask(Question... questions) {
        var asked = new ArrayList<Asked>();
        synchronized (this) {
            for (var question : questions) {
                var one = new Asked(question);
                open.put(question.key(), one);
                asked.add(one);
            }
            enter("input_required");
        }
        var answers = Trees.object();
        for (var one : asked) {
            answers.set(one.question.key(), await(one));
        }
        return answers;
    }

    private static JsonNode await(Asked asked) {
        try {
            return asked.answer.get();
        } catch (InterruptedException cancelled) {
            throw new Call.Cancelled();
        } catch (ExecutionException refused) {
            throw refused.getCause() instanceof RpcError why ? why : new IllegalStateException(refused);
        }
    }

    /** Takes answers by key; those of questions that are not open do not count. */
    synchronized void answer(ObjectNode responses) {
        for (var response : responses.properties()) {
            var asked = open.remove(response.getKey());
            if (asked != null) {
                asked.answered(response.getValue());
            }
        }
        if (open.isEmpty() && !isOver()) {
            enter("working");
        }
    }

    /** The questions nobody was shown yet; none when it has ended, and not before there is something to say. */
    synchronized List<Asked> awaitQuestions() {
        try {
            var fresh = fresh();
            while (fresh.isEmpty() && !isOver()) {
                wait();
                fresh = fresh();
            }
            fresh.forEach(asked -> asked.isDelivered = true);
            return fresh;
        } catch (InterruptedException cancelled) {
            throw new Call.Cancelled();
        }
    }

    private List<Asked> fresh() {
        return isOver()
                ? List.of()
                : open.values().stream().filter(asked -> !asked.isDelivered).toList();
    }

    /** Whoever was shown them has gone. */
    synchronized void askAgain() {
        open.values().forEach(asked -> asked.isDelivered = false);
    }

    /** The outcome of the call, as if it had been answered at once. */
    synchronized ObjectNode outcome() {
        return result.orElseThrow(
                () -> error.orElseGet(() -> new RpcError(200, RpcError.INTERNAL, "The task was cancelled")));
    }

    /** As revision 2025-11-25 has it. */
    synchronized ObjectNode legacy() {
        boolean isError =
                result.filter(one -> one.path("isError").asBoolean(false)).isPresent();
        return members(isError ? "failed" : status, "ttl", "pollInterval");
    }

    /** As the extension has it, with what belongs to its status. */
    synchronized ObjectNode modern() {
        var task = members(status, "ttlMs", "pollIntervalMs");
        result.ifPresent(one -> task.set("result", one));
        error.ifPresent(one -> task.putObject("error").put("code", one.code()).put("message", one.text()));
        if (status.equals("input_required")) {
            var asked = task.putObject("inputRequests");
            open.forEach((key, one) -> asked.set(key, one.question.request()));
        }
        return task;
    }

    /** As the extension hands it out. */
    synchronized ObjectNode handle() {
        return members("working", "ttlMs", "pollIntervalMs").put("resultType", "task");
    }

    private ObjectNode members(String now, String ttl, String poll) {
        return Trees.object()
                .put("taskId", id)
                .put("status", now)
                .put("createdAt", created.truncatedTo(ChronoUnit.MILLIS).toString())
                .put("lastUpdatedAt", updated.truncatedTo(ChronoUnit.MILLIS).toString())
                .put(ttl, ttlMillis)
                .put(poll, POLL.toMillis());
    }
}
