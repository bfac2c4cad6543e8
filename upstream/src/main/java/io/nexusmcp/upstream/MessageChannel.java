package io.nexusmcp.upstream;

import io.nexusmcp.core.Refused;
import io.nexusmcp.core.route.Exchange;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.JsonRpc;
import io.nexusmcp.protocol.ListenFilter;
import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.MessageDecoder;
import io.nexusmcp.protocol.Meta;
import io.nexusmcp.protocol.MetaKey;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.RequestId;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonProblem;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * JSON-RPC over one wire, such as the pipes of a child: many requests at once, each answer to the one that asked. Safe for use by many
 * threads; nothing that a server or a client does here blocks another call.
 */
final class MessageChannel {
    private static final int MAX_NOISE = 10_000;

    private final Wire wire;
    private final Supplier<UpstreamLimits> limits;
    private final LinkEvents events;
    private final ClientAbilities declared;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, PendingCall> pending = new ConcurrentHashMap<>();
    private final Map<Long, ListenSubscription> listening = new ConcurrentHashMap<>();
    private volatile Optional<String> ended = Optional.empty();
    /** The newest request when a call was first given up since the last answer; 0 while the server answers. */
    private final AtomicLong silentSince = new AtomicLong();

    private final AtomicInteger openQuestions = new AtomicInteger();
    private int noise;

    /** @param declared what a legacy server may ask; nothing where several callers share the channel */
    MessageChannel(Wire wire, Supplier<UpstreamLimits> limits, LinkEvents events, ClientAbilities declared) {
        this.declared = declared;
        this.wire = wire;
        this.limits = limits;
        this.events = events;
        wire.listen(this::received, this::ended);
    }

    ClientAbilities declared() {
        return declared;
    }

    boolean isAsking() {
        return openQuestions.get() > 0;
    }

    boolean isOpen() {
        return ended.isEmpty();
    }

    /** @param params makes the parameters for the id the request will have */
    Message request(String method, LongFunction<JsonSlice> params, Exchange exchange, Deadline deadline) {
        return request(method, params, new PendingCall(), exchange, deadline);
    }

    /** @param call what the answer is waited for with */
    Message request(
            String method, LongFunction<JsonSlice> params, PendingCall call, Exchange exchange, Deadline deadline) {
        long id = ids.incrementAndGet();
        pending.put(id, call);
        try {
            ended.ifPresent(why -> call.fail(new UpstreamException.Unreachable(why)));
            exchange.onCancel(call::cancel);
            var line = line(JsonRpc.request(RequestId.of(id), method, params.apply(id)));
            send(line, deadline);
            return await(id, call, line, exchange, deadline);
        } finally {
            pending.remove(id);
        }
    }

    private void send(byte[] line, Deadline deadline) {
        try {
            wire.send(line, deadline);
        } catch (UpstreamException.Overdue overdue) {
            wire.fail("the server does not read its input");
            throw overdue;
        }
    }

    private Message await(long id, PendingCall call, byte[] line, Exchange exchange, Deadline deadline) {
        var asker = declared.isEmpty() ? QuietExchange.INSTANCE : exchange;
        try (var questions = new ServerQuestions(asker, deadline, openQuestions, answer -> wire.offer(line(answer)))) {
            while (true) {
                switch (call.next(deadline)) {
                    case Message.Result result -> {
                        return result;
                    }
                    case Message.Failure failure -> {
                        return failure;
                    }
                    case Message.Request question -> questions.asked(question);
                    case Message.Notification note
                    when note.method().equals("notifications/progress") -> exchange.progress(note.params());
                    case Message.Notification note
                    when note.method().equals("notifications/cancelled") -> questions.cancelled(note.params());
                    case Message.Notification note -> exchange.log(note.params());
                    case Message.Batch _ -> throw new UpstreamException("the server sent a batch");
                }
            }
        } catch (Refused cancelled) {
            cancel(id, line);
            throw cancelled;
        } catch (UpstreamException.Overdue overdue) {
            if (!cancel(id, line)) {
                wire.fail("the server does not read its input");
            } else if (isSilent(id)) {
                wire.fail("the server answers nothing any more");
            }
            throw overdue;
        }
    }

    /** One late answer is a slow tool; one more, asked for after it with nothing in between, is a server that is stuck. */
    private boolean isSilent(long id) {
        return !silentSince.compareAndSet(0, ids.get()) && silentSince.get() != 0 && id > silentSince.get();
    }

    /** Tells the server, if it has the request or will have it. */
    private boolean cancel(long id, byte[] line) {
        if (wire.withdraw(line)) {
            return false;
        }
        cancel(id);
        return true;
    }

    private void cancel(long id) {
        notify("notifications/cancelled", JsonSlice.trusted("{\"requestId\":" + id + "}"));
    }

    void notify(String method, JsonSlice params) {
        wire.offer(line(JsonRpc.notification(method, params)));
    }

    /** What a caller wrote may break lines between tokens; here a line break would begin another message. */
    private static byte[] line(JsonSlice message) {
        var line = Arrays.copyOf(message.onOneLine().toBytes(), message.length() + 1);
        line[message.length()] = '\n';
        return line;
    }

    /** Sends a request that is answered at its end only; what is told under its id goes to the subscription. */
    void listen(JsonObject params, ListenSubscription subscription, Deadline deadline) {
        long id = ids.incrementAndGet();
        listening.put(id, subscription);
        subscription.endsBy(() -> {
            if (listening.remove(id) != null) {
                cancel(id);
            }
        });
        ended.ifPresent(subscription::over);
        var request = Stamp.modern(params, id, QuietExchange.INSTANCE);
        send(line(JsonRpc.request(RequestId.of(id), ListenFilter.METHOD, request)), deadline);
    }

    private Optional<ListenSubscription> listening(Optional<JsonSlice> id) {
        return id.map(RequestId::of)
                .flatMap(Answers::number)
                .flatMap(number -> Optional.ofNullable(listening.get(number)));
    }

    private void received(byte[] line) {
        try {
            dispatch(MessageDecoder.decode(line, limits.get().json()));
            noise = 0;
        } catch (ProtocolException | JsonProblem _) {
            if (++noise > MAX_NOISE) {
                wire.fail("the server writes what is not MCP");
            } else if (line.length > 0 && line[0] == '{') {
                onlyCall().ifPresent(call -> call.fail(new UpstreamException("the server answered with invalid JSON")));
            }
        }
    }

    private void dispatch(Message message) {
        switch (message) {
            case Message.Result result -> answered(Optional.of(result.id()), result);
            case Message.Failure failure -> answered(failure.id(), failure);
            case Message.Request request -> asked(request);
            case Message.Notification note -> noted(note);
            case Message.Batch batch -> batch.messages().forEach(this::dispatch);
        }
    }

    /** An answer nobody waits for is dropped: the call was cancelled, or the server answers twice. */
    private void answered(Optional<RequestId> id, Message answer) {
        silentSince.set(0);
        var stream = id.flatMap(Answers::number).flatMap(number -> Optional.ofNullable(listening.remove(number)));
        if (stream.isPresent()) {
            stream.get().heard(answer);
            return;
        }
        var call = id.flatMap(Answers::number).flatMap(number -> Optional.ofNullable(pending.get(number)));
        if (id.isEmpty()) {
            call = onlyCall();
        }
        call.ifPresent(waiting -> waiting.answer(answer));
    }

    /**
     * Nothing but the task of a question tells which call it belongs to, so without one and with more than one call
     * open nobody is asked.
     */
    private void asked(Message.Request request) {
        var call = Meta.relatedTask(request.params()).map(this::awaiting).orElseGet(this::onlyCall);
        boolean isTaken = !request.method().equals("ping")
                && call.filter(waiting -> waiting.deliver(request)).isPresent();
        if (!isTaken) {
            Answers.toQuestion(request, QuietExchange.INSTANCE).ifPresent(answer -> wire.offer(line(answer)));
        }
    }

    private void noted(Message.Notification note) {
        switch (note.method()) {
            case "notifications/progress" ->
                Stamp.token(note.params())
                        .flatMap(token -> Optional.ofNullable(pending.get(token)))
                        .ifPresent(call -> call.deliver(note));
            case "notifications/message" -> onlyCall().ifPresent(call -> call.deliver(note));
            case "notifications/cancelled" ->
                listening(note.params().get("requestId"))
                        .ifPresentOrElse(
                                stream -> stream.over("the server ended its stream of changes"),
                                () -> onlyCall().ifPresent(call -> call.deliver(note)));
            default ->
                listening(note.params().object("_meta").flatMap(meta -> meta.get(MetaKey.SUBSCRIPTION_ID)))
                        .ifPresentOrElse(stream -> stream.heard(note), () -> events.take(note));
        }
    }

    private Optional<PendingCall> awaiting(String taskId) {
        return pending.values().stream().filter(call -> call.awaits(taskId)).findFirst();
    }

    private Optional<PendingCall> onlyCall() {
        var calls = pending.values().iterator();
        if (!calls.hasNext()) {
            return Optional.empty();
        }
        var first = calls.next();
        return calls.hasNext() ? Optional.empty() : Optional.of(first);
    }

    private void ended(String why) {
        ended = Optional.of(why);
        pending.values().forEach(call -> call.fail(new UpstreamException.Unreachable(why)));
        listening.values().forEach(stream -> stream.over(why));
        events.lost(why);
    }
}
