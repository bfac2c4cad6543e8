package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.InputRequired;
import io.nexusmcp.protocol.ProtocolError;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A call of a modern client that goes on at a legacy server while the client gathers answers. The client waits in
 * rounds: each ends with more questions or with the server's answer, and whoever joins a round learns how it ends. Safe
 * for use by many threads.
 */
final class ParkedCall implements QuestionChannel {
    private final UUID id = UUID.randomUUID();
    private final String caller;
    private final ParkedCalls all;
    private final QuestionLimits limits;
    private final OpenExchange exchange;
    private final Map<String, Waiting> open = new LinkedHashMap<>();
    private Round current = new Round(0);
    private Optional<Round> previous = Optional.empty();
    private int keys;
    private boolean isOver;

    ParkedCall(String caller, ParkedCalls all, QuestionLimits limits, OpenExchange exchange) {
        this.caller = caller;
        this.all = all;
        this.limits = limits;
        this.exchange = exchange;
    }

    /** How a round ended. */
    sealed interface End {
        record Answered(UpstreamReply reply) implements End {}

        record Failed(RuntimeException why) implements End {}

        /** {@code round} is the next one, which the client joins with its answers. */
        record Asking(int round, Map<String, InputRequired.Request> questions) implements End {}
    }

    private static final class Round {
        private final int number;
        private final CompletableFuture<End> end = new CompletableFuture<>();
        private int listening;

        Round(int number) {
            this.number = number;
        }
    }

    private static final class Waiting {
        private final Question question;
        private final CompletableFuture<Reaction> answer = new CompletableFuture<>();
        private boolean isDue;
        private boolean isShown;

        Waiting(Question question) {
            this.question = question;
        }

        /** Whether it has waited long enough for others to be asked with it. */
        boolean isToBeAsked() {
            return isDue && !answer.isDone();
        }
    }

    UUID id() {
        return id;
    }

    String caller() {
        return caller;
    }

    /** Does the work on a thread of its own, which outlives the request it began in. */
    void start(Supplier<UpstreamReply> work) {
        Thread.ofVirtual().name("parked").start(() -> {
            End end = new End.Failed(new IllegalStateException("a parked call was cut off"));
            try {
                end = new End.Answered(work.get());
            } catch (RuntimeException failure) {
                end = new End.Failed(failure);
            } finally {
                finish(end);
            }
        });
    }

    private void finish(End end) {
        exchange.answered();
        synchronized (this) {
            isOver = true;
            open.values().forEach(waiting -> waiting.answer.complete(new Reaction.Over()));
            current.end.complete(end);
        }
        all.finished(this);
    }

    /** Waits in a round until it ends. */
    End join(int number, Map<String, JsonObject> answers, ClientSide client) {
        var round = enter(number, answers, client);
        var hasLeft = new AtomicBoolean();
        Runnable leave = () -> {
            if (hasLeft.compareAndSet(false, true)) {
                left(round);
            }
        };
        client.stream().onDisconnect(leave);
        try {
            return round.end.get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            leave.run();
            throw new Refused(new Refusal.Cancelled());
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Only the first who brings an answer gives it; a question still open after that is asked again. */
    private synchronized Round enter(int number, Map<String, JsonObject> answers, ClientSide client) {
        if (number != current.number) {
            return previous.filter(round -> round.number == number).orElseThrow(ParkedCall::outOfDate);
        }
        var round = current;
        round.listening++;
        exchange.attach(client);
        answers.forEach((key, answer) -> Optional.ofNullable(open.get(key))
                .filter(waiting -> waiting.isShown)
                .ifPresent(waiting -> waiting.answer.complete(new Reaction.Answered(answer.detached()))));
        if (open.values().stream().anyMatch(Waiting::isToBeAsked)) {
            endRound();
        }
        return round;
    }

    /** In the modern era who leaves has cancelled, if nobody else waits for the same. */
    private void left(Round round) {
        synchronized (this) {
            if (round.end.isDone() || --round.listening > 0) {
                return;
            }
        }
        exchange.cancel();
    }

    @Override
    public Reaction put(Question question) throws InterruptedException {
        if (!all.keep(this)) {
            return new Reaction.TooMany();
        }
        var waiting = new Waiting(question);
        String key;
        synchronized (this) {
            if (isOver) {
                return new Reaction.Over();
            }
            key = "q" + ++keys;
            open.put(key, waiting);
        }
        try {
            var early = answer(waiting, limits.gathering());
            if (early.isPresent()) {
                return early.get();
            }
            synchronized (this) {
                waiting.isDue = true;
                endRound();
            }
            return answer(waiting, limits.patience()).orElseGet(this::expire);
        } finally {
            synchronized (this) {
                open.remove(key);
            }
        }
    }

    private static Optional<Reaction> answer(Waiting waiting, Duration patience) throws InterruptedException {
        try {
            return Optional.of(waiting.answer.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException _) {
            return Optional.empty();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Puts what is open to whoever listens; later, if nobody does. Called with the monitor held. */
    private void endRound() {
        var questions = new LinkedHashMap<String, InputRequired.Request>();
        open.forEach((key, waiting) -> {
            if (!waiting.answer.isDone()) {
                questions.put(key, new InputRequired.Request(waiting.question.method(), waiting.question.params()));
            }
        });
        if (current.listening == 0 || questions.isEmpty()) {
            return;
        }
        open.values().forEach(waiting -> waiting.isShown = true);
        var next = new Round(current.number + 1);
        exchange.attach(ClientSide.NOBODY);
        current.end.complete(new End.Asking(next.number, questions));
        previous = Optional.of(current);
        current = next;
    }

    /** Ends the call for good: its time is over, or it makes way for another of its caller. */
    Reaction expire() {
        synchronized (this) {
            open.values().forEach(waiting -> waiting.answer.complete(new Reaction.Expired()));
        }
        exchange.cancel();
        all.forget(this);
        return new Reaction.Expired();
    }

    /** Whether somebody is told the end at this moment. */
    synchronized boolean isHeard() {
        return current.listening > 0;
    }

    /** What keeping the end costs. */
    synchronized int bytes() {
        return switch (current.end.getNow(new End.Asking(0, Map.of()))) {
            case End.Answered(UpstreamReply.Result result) ->
                result.result().whole().length();
            case End.Answered(UpstreamReply.Failure failure) ->
                failure.error().whole().length();
            case End.Failed _, End.Asking _ -> 0;
        };
    }

    private static Refused outOfDate() {
        return new Refused(
                new Refusal.Malformed(ProtocolError.of(200, ErrorCode.INVALID_PARAMS, "requestState is out of date")));
    }
}
