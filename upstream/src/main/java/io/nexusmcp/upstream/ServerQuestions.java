package io.nexusmcp.upstream;

import io.nexusmcp.core.route.Exchange;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.RequestId;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonProblem;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a legacy server asks during one call. Each question waits for the client on a thread of its own, so that the
 * call's messages go on, and the call's time stands still meanwhile.
 */
final class ServerQuestions implements ServerRequests, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerQuestions.class);
    private static final int MAX_OPEN = 8;

    private final Exchange exchange;
    private final Deadline deadline;
    private final AtomicInteger openInAll;
    private final Consumer<JsonSlice> answers;
    private final Map<RequestId, Thread> open = new HashMap<>();
    private boolean isClosed;

    /**
     * @param openInAll counts the open questions of all calls on the connection
     * @param answers sends an answer to the server
     */
    ServerQuestions(Exchange exchange, Deadline deadline, AtomicInteger openInAll, Consumer<JsonSlice> answers) {
        this.exchange = exchange;
        this.deadline = deadline;
        this.openInAll = openInAll;
        this.answers = answers;
    }

    @Override
    public void asked(Message.Request question) {
        boolean isQuick =
                question.method().equals("ping") || exchange.abilities().isEmpty();
        if (isQuick || !startedThread(question)) {
            Answers.toQuestion(question, QuietExchange.INSTANCE).ifPresent(this::send);
        }
    }

    private synchronized boolean startedThread(Message.Request question) {
        if (isClosed || open.size() >= MAX_OPEN || open.containsKey(question.id())) {
            return false;
        }
        var thread = Thread.ofVirtual().name("question").unstarted(() -> ask(question));
        open.put(question.id(), thread);
        openInAll.incrementAndGet();
        thread.start();
        return true;
    }

    private void ask(Message.Request question) {
        Optional<JsonSlice> answer;
        deadline.standStill();
        try {
            answer = Answers.toQuestion(question, exchange);
        } catch (RuntimeException fault) {
            LOG.error("a question of the server could not be put", fault);
            answer = Optional.of(Answers.error(question, ErrorCode.INTERNAL_ERROR, "the hub failed"));
        } finally {
            deadline.goOn();
            forget(question.id());
        }
        answer.ifPresent(this::send);
    }

    private synchronized void forget(RequestId id) {
        open.remove(id);
        openInAll.decrementAndGet();
    }

    private void send(JsonSlice answer) {
        try {
            answers.accept(answer);
        } catch (UpstreamException e) {
            LOG.debug("an answer did not reach the server: {}", e.why());
        }
    }

    @Override
    public void cancelled(JsonObject params) {
        try {
            params.get("requestId").map(RequestId::of).ifPresent(this::takeBack);
        } catch (JsonProblem _) {
            // it names nothing that could be open
        }
    }

    private synchronized void takeBack(RequestId id) {
        Optional.ofNullable(open.get(id)).ifPresent(Thread::interrupt);
    }

    /** The call is over: nobody needs these answers. */
    @Override
    public void close() {
        List<Thread> left;
        synchronized (this) {
            isClosed = true;
            left = List.copyOf(open.values());
        }
        left.forEach(Thread::interrupt);
    }
}
