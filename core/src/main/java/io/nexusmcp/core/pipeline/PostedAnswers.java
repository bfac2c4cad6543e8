package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.limit.Concurrency;
import io.nexusmcp.core.pipeline.QuestionChannel.Question;
import io.nexusmcp.core.pipeline.QuestionChannel.Reaction;
import io.nexusmcp.core.session.Session;
import io.nexusmcp.protocol.JsonRpc;
import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.RequestId;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Questions on the streams of legacy sessions whose answers come in a request of their own. An answer counts only in
 * the session that was asked, which opens for its own caller only.
 */
final class PostedAnswers {
    private final Supplier<QuestionLimits> limits;
    private final Concurrency open = Concurrency.unlimited();
    private final ConcurrentHashMap<Key, CompletableFuture<Reaction>> waiting = new ConcurrentHashMap<>();

    PostedAnswers(Supplier<QuestionLimits> limits) {
        this.limits = limits;
    }

    private record Key(String session, RequestId id) {}

    /** Puts questions to the client of one call, on the stream of that call. */
    QuestionChannel channel(Session session, String caller, OpenExchange exchange) {
        return question -> put(session, caller, exchange, question);
    }

    private Reaction put(Session session, String caller, OpenExchange exchange, Question question)
            throws InterruptedException {
        var now = limits.get();
        var place = open.enter(caller, now.open());
        if (place.isEmpty()) {
            return new Reaction.TooMany();
        }
        var id = RequestId.of(JsonSlice.string("hub-" + UUID.randomUUID()));
        var key = new Key(session.id(), id);
        var answer = new CompletableFuture<Reaction>();
        waiting.put(key, answer);
        try (var _ = place.get()) {
            exchange.onEnd(() -> takeBack(exchange, id, answer, new Reaction.Over()));
            exchange.send(
                    JsonRpc.request(id, question.method(), question.params().whole()));
            return answer.get(now.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return takeBack(exchange, id, answer, new Reaction.Expired());
        } catch (InterruptedException taken) {
            takeBack(exchange, id, answer, new Reaction.Over());
            throw taken;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            waiting.remove(key);
        }
    }

    /** Tells the client that nobody waits for its answer any more, unless it came just now. */
    private static Reaction takeBack(
            OpenExchange exchange, RequestId id, CompletableFuture<Reaction> answer, Reaction reaction) {
        if (answer.complete(reaction)) {
            exchange.send(JsonRpc.notification(
                    "notifications/cancelled", JsonSlice.trusted("{\"requestId\":" + id.json() + "}")));
        }
        return answer.getNow(reaction);
    }

    /** False for an answer to nothing that is open in this session. */
    boolean answered(Session session, Message message) {
        return switch (message) {
            case Message.Result result ->
                complete(
                        session,
                        Optional.of(result.id()),
                        result.envelope()
                                .object("result")
                                .<Reaction>map(Reaction.Answered::new)
                                .orElseGet(() -> new Reaction.Failed(-32603, "the client's result is not an object")));
            case Message.Failure failure ->
                complete(
                        session,
                        failure.id(),
                        new Reaction.Failed(
                                failure.code(),
                                failure.error().string("message").orElse("")));
            case Message.Request _, Message.Notification _, Message.Batch _ -> false;
        };
    }

    private boolean complete(Session session, Optional<RequestId> id, Reaction reaction) {
        return id.map(known -> waiting.remove(new Key(session.id(), known)))
                .map(answer -> answer.complete(detached(reaction)))
                .orElse(false);
    }

    /** Without the body that the answer came in. */
    private static Reaction detached(Reaction reaction) {
        return reaction instanceof Reaction.Answered(JsonObject result)
                ? new Reaction.Answered(result.detached())
                : reaction;
    }

    int count() {
        return waiting.size();
    }
}
