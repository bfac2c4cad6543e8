package io.nexusmcp.upstream;

import io.nexusmcp.core.Refused;
import io.nexusmcp.core.route.Exchange;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.Elicitation;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.JsonRpc;
import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.RequestId;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;

/** A legacy session behind HTTP, renewed once when the server has forgotten it. */
final class SessionHttpLink implements Link {
    private static final Duration TO_BE_HEARD = Duration.ofSeconds(2);

    private final HttpTransport transport;
    private final boolean isShared;
    private final ClientAbilities declared;
    private final LinkEvents events;
    private final AtomicLong ids = new AtomicLong();
    private final Courtesies courtesies = new Courtesies();
    private final ReentrantLock renewal = new ReentrantLock();
    private final OpenCalls calls = new OpenCalls();
    private volatile Optional<ChangeListener> listener = Optional.empty();
    private volatile Session session;
    private volatile boolean isClosed;

    private SessionHttpLink(
            HttpTransport transport, boolean isShared, ClientAbilities declared, LinkEvents events, Deadline deadline) {
        this.transport = transport;
        this.isShared = isShared;
        this.declared = declared;
        this.events = events;
        this.session = initialize(deadline);
    }

    /** @param declared what the server may ask; nothing where several callers share the session */
    static SessionHttpLink open(
            HttpTransport transport, boolean isShared, ClientAbilities declared, LinkEvents events, Deadline deadline) {
        var link = new SessionHttpLink(transport, isShared, declared, events, deadline);
        if (!declared.isEmpty()) {
            link.listen();
            // what a server asks there in the very first call is lost unless it has been opened
            link.listener.ifPresent(stream -> stream.awaitSettled(deadline.atMost(TO_BE_HEARD)));
        }
        return link;
    }

    /** One greeting of the server, with the headers that refer to it. */
    private record Session(
            Greeting greeting,
            Optional<String> id,
            List<Header> headers,
            LevelOfLog level,
            SubscribedResources subscribed) {}

    private Session initialize(Deadline deadline) {
        long id = ids.incrementAndGet();
        var body = JsonRpc.request(
                RequestId.of(id),
                Handshake.INITIALIZE,
                Stamp.initialize(declared).whole());
        // a question that comes before the session is there cannot be answered in it
        var answer = transport.call(body, id, List.of(), QuietExchange.INSTANCE, _ -> {}, deadline);
        if (SseEndpoint.mayBeOlder(answer.status())) {
            throw new UpstreamException.HttpStatus(answer.status());
        }
        var greeting = Handshake.initialized(answer.message());
        var headers = new ArrayList<Header>();
        answer.session().ifPresent(given -> headers.add(new BasicHeader(HttpTransport.SESSION, visible(given), true)));
        if (greeting.revision().isAtLeast(Revision.V2025_06_18)) {
            headers.add(
                    new BasicHeader(HttpTransport.VERSION, greeting.revision().text()));
        }
        var opened = new Session(
                greeting,
                answer.session(),
                List.copyOf(headers),
                new LevelOfLog(greeting, isShared),
                new SubscribedResources());
        int status = transport.send(
                JsonRpc.notification("notifications/initialized", JsonObject.EMPTY.whole()),
                opened.headers(),
                deadline);
        if (status / 100 != 2) {
            throw new UpstreamException.HttpStatus(status);
        }
        return opened;
    }

    private static String visible(String session) {
        if (session.isEmpty() || !session.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new UpstreamException("the server's session id has characters that it may not have");
        }
        return session;
    }

    /** What the server asks beside the streams of calls: for the only call there is, or for none. */
    private void answer(Message.Request question) {
        var call = declared.isEmpty() ? Optional.<ServerQuestions>empty() : calls.only();
        call.ifPresentOrElse(only -> only.asked(question), () -> refuse(question));
    }

    private void refuse(Message.Request question) {
        Answers.toQuestion(question, QuietExchange.INSTANCE)
                .ifPresent(answer -> transport.send(answer, session.headers(), Deadline.in(Courtesies.TIME)));
    }

    @Override
    public Greeting greeting() {
        return session.greeting();
    }

    /** Whether the server keeps anything of a client between requests. */
    boolean hasSession() {
        return session.id().isPresent();
    }

    @Override
    public UpstreamReply request(Outgoing outgoing, Exchange exchange, Deadline deadline) {
        var used = session;
        try {
            return send(used, outgoing, exchange, deadline);
        } catch (UpstreamException.SessionLost _) {
            return send(renewed(used, deadline), outgoing, exchange, deadline);
        }
    }

    private Session renewed(Session lost, Deadline deadline) {
        deadline.lock(renewal);
        try {
            if (isClosed) {
                throw new UpstreamException("the connection was closed");
            }
            if (session.equals(lost)) {
                session = initialize(deadline);
                events.missed();
            }
            return session;
        } finally {
            renewal.unlock();
        }
    }

    /** Hears the server's own messages from now on, as long as the server offers that and the session lasts. */
    synchronized void listen() {
        if (listener.isEmpty() && !isClosed) {
            var started = new ChangeListener(
                    transport,
                    events,
                    () -> session.headers(),
                    this::answer,
                    () -> session.subscribed().forget());
            listener = Optional.of(started);
            started.start();
        }
    }

    /** In a session that the server has forgotten meanwhile all is asked for again. */
    @Override
    public Set<String> watch(Set<String> uris, Deadline deadline) {
        if (!uris.isEmpty()) {
            listen();
        }
        while (true) {
            var used = session;
            var refused = used.subscribed()
                    .adjust(uris, subscription -> request(subscription, QuietExchange.INSTANCE, deadline));
            if (used.equals(session)) {
                return refused;
            }
        }
    }

    /** What comes on the stream of a call: word of a page that the client visits may come after the call, on another. */
    private final class CallMessages implements ServerRequests {
        private final ServerQuestions questions;

        CallMessages(ServerQuestions questions) {
            this.questions = questions;
        }

        @Override
        public void asked(Message.Request question) {
            if (Elicitation.isUrl(question.params())) {
                listen();
            }
            questions.asked(question);
        }

        @Override
        public void cancelled(JsonObject params) {
            questions.cancelled(params);
        }

        @Override
        public void told(Message.Notification note) {
            events.take(note);
        }
    }

    private UpstreamReply send(Session used, Outgoing outgoing, Exchange exchange, Deadline deadline) {
        long id = ids.incrementAndGet();
        var body = JsonRpc.request(RequestId.of(id), outgoing.method(), Stamp.legacy(outgoing.params(), id, exchange));
        var asker = declared.isEmpty() ? QuietExchange.INSTANCE : exchange;
        try (var questions = new ServerQuestions(asker, deadline, new AtomicInteger(), answer -> send(used, answer));
                var _ = calls.enter(questions)) {
            used.level()
                    .adjust(
                            exchange,
                            setLevel -> post(used, setLevel, setLevel.params().whole(), deadline));
            var messages = new CallMessages(questions);
            return reply(used, transport.resumableCall(body, id, used.headers(), exchange, messages, deadline));
        } catch (Refused | UpstreamException.Overdue stopped) {
            cancel(used, id);
            throw stopped;
        } catch (UpstreamException.HttpStatus status) {
            throw used.id().isPresent() && status.status() == 404 ? new UpstreamException.SessionLost() : status;
        }
    }

    private void send(Session used, JsonSlice answer) {
        transport.send(answer, used.headers(), Deadline.in(Courtesies.TIME));
    }

    private void post(Session used, Outgoing outgoing, JsonSlice params, Deadline deadline) {
        long id = ids.incrementAndGet();
        transport.call(
                JsonRpc.request(RequestId.of(id), outgoing.method(), params),
                id,
                used.headers(),
                QuietExchange.INSTANCE,
                this::answer,
                deadline);
    }

    /** In this era, errors of the session come with an error status and never are the answer to a call. */
    private static UpstreamReply reply(Session used, HttpAnswer answer) {
        if (!answer.isSuccess() && answer.message() instanceof Message.Failure failure) {
            if (answer.status() == 404 && used.id().isPresent()) {
                throw new UpstreamException.SessionLost();
            }
            if (failure.code() == ErrorCode.BAD_SESSION || failure.code() == ErrorCode.SESSION_NOT_FOUND) {
                throw new UpstreamException.HttpStatus(answer.status());
            }
        }
        return Answers.reply(answer.message(), used.greeting().revision());
    }

    /** Told on a thread of its own: whoever cancelled does not wait for the server. */
    private void cancel(Session used, long id) {
        var body = JsonRpc.notification("notifications/cancelled", JsonSlice.trusted("{\"requestId\":" + id + "}"));
        var _ = courtesies.offer(deadline -> transport.send(body, used.headers(), deadline));
    }

    @Override
    public boolean isOpen() {
        return !isClosed;
    }

    @Override
    public boolean announcesChanges() {
        return greeting().announcesChanges()
                && listener.filter(ChangeListener::isListening).isPresent();
    }

    /** Ends the session on the server, where it lets clients do that. */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        listener.ifPresent(ChangeListener::close);
        events.lost("the connection was closed");
        if (session.id().isPresent()) {
            try {
                transport.delete(session.headers(), Deadline.in(Courtesies.TIME));
            } catch (UpstreamException _) {
                // it will end by itself
            }
        }
    }
}
