package io.nexusmcp.dataplane.conversation;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Mount;
import io.nexusmcp.core.pipeline.CallHandler;
import io.nexusmcp.core.pipeline.ClientStream;
import io.nexusmcp.core.pipeline.NotificationFeed;
import io.nexusmcp.core.pipeline.OpenConnection;
import io.nexusmcp.core.pipeline.Reply;
import io.nexusmcp.protocol.ClientMessage;
import io.nexusmcp.protocol.ConnectionDecoder;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.FrontDecoder;
import io.nexusmcp.protocol.Headers;
import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.RequestId;
import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonProblem;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.web.TraceId;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of one caller: its era, its session, and the requests that are open on it. Each message lives the same
 * life as an HTTP request, authenticated anew; they are decoded in the order in which they come and answered when their
 * answers are there. Safe for use by many threads.
 */
public final class Conversation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int MAX_SENDING = 32;

    private final Client client;
    private final Supplier<CallHandler> calls;
    private final InstantSource clock;
    private final ConnectionDecoder decoder;
    private final OpenConnection right;
    private final Outlet outlet;
    private final Set<ConnectionMessage> open = new HashSet<>();
    private final Map<RequestId, ConnectionMessage> requests = new HashMap<>();
    private Optional<Thread> feed = Optional.empty();
    private int streams;
    private int sending;
    private boolean isClosed;

    /**
     * @param calls those of the configuration in force; asked for each message
     * @param right to keep the connection, closed with it
     */
    public Conversation(
            Client client,
            Supplier<CallHandler> calls,
            InstantSource clock,
            ConnectionDecoder decoder,
            OpenConnection right,
            Outlet outlet) {
        this.client = client;
        this.calls = calls;
        this.clock = clock;
        this.decoder = decoder;
        this.right = right;
        this.outlet = outlet;
    }

    /**
     * Who is at the other end, and what it is connected to.
     *
     * @param headers with which it came; the credential among them counts for each message
     */
    public record Client(Mount mount, Headers headers, InetAddress peer) {}

    /** A message that comes in a request of its own, which has its own headers. */
    public record Post(Headers headers, InetAddress peer, Inbound.Body body, String traceId) {}

    String owner() {
        return right.owner();
    }

    /** Whoever sends waits for its turn; the client is not read meanwhile once too many wait. */
    void send(JsonSlice message) {
        sending(1);
        try {
            outlet.send(message);
        } finally {
            sending(-1);
        }
    }

    private synchronized void sending(int more) {
        sending += more;
        notifyAll();
    }

    private synchronized void awaitReader() throws InterruptedException {
        while (sending >= MAX_SENDING && !isClosed) {
            wait();
        }
    }

    /**
     * Begins to answer one message; returns when what it says is known, so that the next comes after it. Waits first
     * while the client does not read what it has been answered.
     */
    public void take(Inbound.Body bytes) throws InterruptedException {
        take(bytes, () -> {});
    }

    /** @param finished runs when the message needs no memory any more */
    public void take(Inbound.Body bytes, Runnable finished) throws InterruptedException {
        awaitReader();
        var decoded = new CountDownLatch(1);
        var message = new ConnectionMessage(this, bytes, said -> {
            // what follows the handshake needs the session, even if the client did not wait for it
            if (!isHandshake(said)) {
                decoded.countDown();
            }
        });
        Thread.ofVirtual().name("message").start(() -> {
            try {
                answer(message, inbound(Inbound.Verb.POST, message), false).ifPresent(reply -> send(reply.body()));
            } finally {
                decoded.countDown();
                finished.run();
            }
        });
        decoded.await();
    }

    /**
     * Answers a message of a request of its own. What is refused before it is known what it says is given back, to be
     * the answer of that request; all else is answered on the connection.
     *
     * @param accepted runs as soon as it is known what it says
     */
    public Optional<Reply.Json> post(Post post, Runnable accepted) {
        var message = new ConnectionMessage(this, post.body(), _ -> accepted.run());
        var headers = new ConnectionHeaders(post.headers(), session(), true);
        var inbound = new Inbound(
                Inbound.Verb.POST, client.mount(), headers, post.peer(), message, clock.instant(), post.traceId());
        return answer(message, inbound, true);
    }

    private static boolean isHandshake(Message said) {
        return said instanceof Message.Request request && request.method().equals("initialize");
    }

    private Inbound inbound(Inbound.Verb verb, Inbound.Body body) {
        var headers = new ConnectionHeaders(client.headers(), session(), false);
        return new Inbound(verb, client.mount(), headers, client.peer(), body, clock.instant(), TraceId.next());
    }

    /** What the connection asks for by itself. */
    private final class Nothing implements Inbound.Body {
        @Override
        public byte[] read() {
            return new byte[0];
        }

        @Override
        public Optional<String> owner() {
            return Optional.of(right.owner());
        }
    }

    private synchronized Optional<String> session() {
        return decoder.session();
    }

    /** Gives back a refusal that came before it was known what the message says. */
    private Optional<Reply.Json> answer(ConnectionMessage message, Inbound inbound, boolean isPost) {
        if (!enter(message)) {
            return Optional.empty();
        }
        try {
            var reply = calls.get().handle(inbound, message);
            message.message().ifPresent(said -> deliver(said, message, reply));
            // whoever posts without being the owner must not end what it could not use
            if (message.message().isPresent() || !isPost) {
                endIfOver(reply);
            }
            return message.message().isEmpty() && reply instanceof Reply.Json refusal
                    ? Optional.of(refusal)
                    : Optional.empty();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError fault) {
            LOG.error("incident {}: a message failed", inbound.traceId(), fault);
            outlet.end(Ending.FAULT);
            return Optional.empty();
        } finally {
            leave(message);
        }
    }

    private void deliver(Message said, ConnectionMessage message, Reply reply) {
        switch (reply) {
            case Reply.Json json -> {
                Optional.ofNullable(json.headers().get(FrontDecoder.SESSION_HEADER))
                        .ifPresent(this::began);
                boolean isAwaited = said instanceof Message.Request || said instanceof Message.Batch;
                // who has the answer may use its id again
                forget(message);
                if (isAwaited && !message.isGone()) {
                    send(json.body());
                }
            }
            case Reply.Empty _ -> {
                if (said instanceof Message.Notification note && note.method().equals("notifications/initialized")) {
                    startFeed();
                }
            }
            case Reply.Listen listen -> listen(listen.feed(), message);
            case Reply.Connected connected -> connected.connection().close();
        }
    }

    /** In the legacy era, 404 says that the session or its endpoint is gone; in both, 401 that the credential is. */
    private void endIfOver(Reply reply) {
        if (reply instanceof Reply.Json json
                && (json.status() == 401 || json.status() == 404 && session().isPresent())) {
            outlet.end(Ending.ENTITLEMENT);
        }
    }

    private synchronized void began(String session) {
        decoder.began(session);
    }

    /** Reads what a message says, in the order of arrival, and remembers what can be cancelled. */
    synchronized ClientMessage decode(ConnectionMessage message, byte[] body, JsonLimits limits) {
        var read = decoder.decode(body, limits);
        switch (read.message()) {
            case Message.Request request -> {
                if (requests.putIfAbsent(request.id(), message) != null) {
                    throw ProtocolException.of(400, ErrorCode.INVALID_REQUEST, "a request with this id is open");
                }
            }
            case Message.Notification note when note.method().equals("notifications/cancelled") -> cancel(note);
            case Message.Notification _, Message.Result _, Message.Failure _, Message.Batch _ -> {
                // nothing that could be cancelled by its id
            }
        }
        return read;
    }

    private void cancel(Message.Notification note) {
        try {
            note.params().get("requestId").map(RequestId::of).map(requests::get).ifPresent(ConnectionMessage::abandon);
        } catch (JsonProblem _) {
            // it names nothing that could be open
        }
    }

    private synchronized boolean enter(ConnectionMessage message) {
        return !isClosed && open.add(message);
    }

    private synchronized void leave(ConnectionMessage message) {
        message.finished();
        open.remove(message);
        forget(message);
    }

    private synchronized void forget(ConnectionMessage message) {
        requests.values().remove(message);
    }

    /** What a client of the legacy era would open a GET stream for. */
    private synchronized void startFeed() {
        if (feed.isEmpty() && !isClosed) {
            feed = Optional.of(Thread.ofVirtual().name("listen").start(this::feed));
        }
    }

    private void feed() {
        var reply = calls.get().handle(inbound(Inbound.Verb.GET, new Nothing()), ClientStream.NONE);
        if (reply instanceof Reply.Listen listen) {
            pump(listen.feed());
        }
    }

    /** A stream that a request opened lasts until it is cancelled. */
    private void listen(NotificationFeed notes, ConnectionMessage message) {
        var thread = Thread.currentThread();
        message.onDisconnect(thread::interrupt);
        count(1);
        try {
            pump(notes);
        } finally {
            count(-1);
        }
    }

    private synchronized void count(int more) {
        streams += more;
    }

    private void pump(NotificationFeed notes) {
        try (notes) {
            while (!isClosed()) {
                var note = notes.next(PATIENCE);
                if (notes.isEnded()) {
                    notes.farewell().ifPresent(this::send);
                    return;
                }
                note.ifPresent(this::send);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isClosed() {
        return isClosed;
    }

    /** Whether nothing that the client asked for is under way, streams without end apart. */
    public synchronized boolean isIdle() {
        return open.size() <= streams;
    }

    /** Ends the connection if the credential with which it was opened would not open it any more. */
    void check() {
        outlet.look();
        if (right.isEnded()) {
            outlet.end(Ending.ENTITLEMENT);
        }
    }

    /** Ends the connection from the hub's side. */
    public void end(Ending why) {
        outlet.end(why);
    }

    /** The connection is over, and its session with it: what is open is cancelled, since no answer would arrive. */
    @Override
    public void close() {
        List<ConnectionMessage> left;
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
            notifyAll();
            left = List.copyOf(open);
            feed.ifPresent(Thread::interrupt);
        }
        left.forEach(ConnectionMessage::abandon);
        if (session().isPresent()) {
            calls.get().handle(inbound(Inbound.Verb.DELETE, new Nothing()), ClientStream.NONE);
        }
        right.close();
    }
}
