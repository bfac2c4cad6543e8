package io.nexusmcp.dataplane;

import io.nexusmcp.core.AnswerBudget;
import io.nexusmcp.core.pipeline.ClientStream;
import io.nexusmcp.core.pipeline.Priming;
import io.nexusmcp.core.pipeline.StreamLog;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.protocol.sse.SseText;
import io.nexusmcp.web.BodyReader;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request while it is not complete: one JSON body, or a stream of events from the first message that
 * is sent before the end. Safe for use by many threads; one write is under way at any time.
 */
final class OpenAnswer implements ClientStream {
    private static final HttpField JSON = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");
    private static final HttpField EVENTS = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "text/event-stream");
    private static final HttpField UNBUFFERED = new PreEncodedHttpField("X-Accel-Buffering", "no");

    private final Request request;
    private final Response response;
    private final Callback done;
    private final BodyReader body;
    private final ClientTraits client;
    private final StreamSettings settings;
    private final OpenAnswers others;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Runnable> whenGone = new ArrayList<>(1);
    private final Callback written = Callback.from(Invocable.InvocationType.NON_BLOCKING, this::written, this::failed);
    private final long since = System.nanoTime();
    private long lastWrite = since;
    private Map<String, String> announced = Map.of();
    private boolean isStream;
    private volatile boolean isOpenEnded;
    private boolean isWriting;
    private boolean isFinished;
    private boolean isEnded;
    private @Nullable StreamLog log;
    private @Nullable Throwable gone;

    OpenAnswer(
            Request request,
            Response response,
            Callback done,
            BodyReader body,
            ClientTraits client,
            StreamSettings settings,
            OpenAnswers others) {
        this.request = request;
        this.response = response;
        this.done = done;
        this.body = body;
        this.client = client;
        this.settings = settings;
        this.others = others;
    }

    /** Watches the connection; from now on long silence of the handler is no reason to end the request. */
    void watch() {
        request.addIdleTimeoutListener(_ -> false);
        request.addFailureListener(this::lost);
        others.add(this);
    }

    @Override
    public boolean canStream() {
        return client.takesStream();
    }

    @Override
    public void announce(Map<String, String> headers) {
        lock.lock();
        try {
            announced = headers;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void keep(StreamLog kept) {
        if (client.takesStream()) {
            kept.whenTakenOver(this::abandon);
            lock.lock();
            try {
                log = kept;
            } finally {
                lock.unlock();
            }
        }
    }

    /** A client that is gone can come again for the message if it knows of the stream. */
    @Override
    public void send(JsonSlice message) {
        if (!client.takesStream()) {
            return;
        }
        lock.lock();
        try {
            if (awaitTurn()) {
                var opening = isStream ? Optional.<ByteBuffer>empty() : primed();
                var event = event(message);
                write(false, opening.map(first -> SseText.joined(first, event)).orElse(event));
                awaitTurn();
            } else if (isStream && !isFinished) {
                event(message);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The message as an event, kept where it is to be. */
    private ByteBuffer event(JsonSlice message) {
        var kept = log;
        return kept == null ? SseText.event(message) : SseText.event(kept.keep(message), message);
    }

    /** What the stream begins with, so that the client can come again for it. */
    private Optional<ByteBuffer> primed() {
        var kept = log;
        return kept == null ? Optional.empty() : kept.priming().map(OpenAnswer::priming);
    }

    private static ByteBuffer priming(Priming first) {
        return SseText.priming(first.eventId(), first.retry());
    }

    /** Sends a message that is kept elsewhere under the id of its event. */
    void send(JsonSlice message, Optional<String> eventId) {
        stream(eventId.map(id -> SseText.event(id, message)).orElseGet(() -> SseText.event(message)));
    }

    /** Turns the answer into a stream now, before there is anything to send. */
    void open(Map<String, String> headers, Optional<Priming> first) {
        announce(headers);
        isOpenEnded = true;
        stream(first.map(OpenAnswer::priming).orElseGet(SseText::comment));
    }

    /** The same, with this as the first that is sent. */
    void open(Map<String, String> headers, ByteBuffer first) {
        announce(headers);
        stream(first);
    }

    /** Runs once when the answer is complete, or its connection lost. */
    void onEnd(Runnable action) {
        Request.addCompletionListener(request, _ -> action.run());
    }

    @Override
    public boolean holds(long bytes) {
        var part = AnswerBudget.OF_THIS_PROCESS.open();
        if (!part.add(bytes)) {
            return false;
        }
        Request.addCompletionListener(request, _ -> part.close());
        return true;
    }

    private void stream(ByteBuffer frame) {
        lock.lock();
        try {
            if (awaitTurn()) {
                write(false, frame);
                awaitTurn();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Only where leaving cancels is the action ever run: a legacy client may leave and its call goes on. */
    @Override
    public void onDisconnect(Runnable action) {
        if (client.isModern()) {
            onGone(action);
        }
    }

    /** Runs once when the connection is found to be lost, of whatever era its client is. */
    void onGone(Runnable action) {
        lock.lock();
        try {
            if (gone == null) {
                whenGone.add(action);
                return;
            }
        } finally {
            lock.unlock();
        }
        action.run();
    }

    boolean isGone() {
        lock.lock();
        try {
            return gone != null;
        } finally {
            lock.unlock();
        }
    }

    /** Ends with a body: whole where nothing was sent before, else as the last event. */
    void finish(int status, JsonSlice body, Map<String, String> headers) {
        boolean isTaken = isRequestTaken();
        finish(Optional.of(body), () -> {
            if (isStream) {
                write(true, event(body));
            } else {
                begin(status, headers, isTaken);
                response.getHeaders().put(JSON);
                response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length());
                write(true, body.buffer());
            }
        });
    }

    /** Ends without a body, or ends the stream. */
    void finish(int status, Map<String, String> headers) {
        boolean isTaken = isRequestTaken();
        finish(Optional.empty(), () -> {
            if (!isStream) {
                begin(status, headers, isTaken);
            }
            write(true, BufferUtil.EMPTY_BUFFER);
        });
    }

    private void finish(Optional<JsonSlice> last, Runnable lastWrite) {
        boolean isOver;
        lock.lock();
        try {
            isOver = !awaitTurn();
            boolean isFirst = !isFinished;
            isFinished = true;
            isEnded |= isOver;
            if (!isOver) {
                lastWrite.run();
            } else if (isFirst && isStream) {
                last.ifPresent(this::event);
            }
        } finally {
            lock.unlock();
        }
        if (isOver) {
            end();
        }
    }

    /** Waits a moment for the rest of a body, so never under the lock. */
    private boolean isRequestTaken() {
        return isGone() || body.discard();
    }

    private void begin(int status, Map<String, String> headers, boolean isRequestTaken) {
        response.setStatus(status);
        headers.forEach(response.getHeaders()::put);
        if (status == HttpStatus.METHOD_NOT_ALLOWED_405) {
            response.getHeaders().put(HttpHeader.ALLOW, "POST");
        }
        if (!isRequestTaken) {
            response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
        }
    }

    /** Sends a comment when one is due, and gives up on a client that does not read. */
    void tick(long now) {
        if (!lock.tryLock()) {
            return;
        }
        try {
            if (gone != null) {
                return;
            }
            if (isWriting) {
                dropUnlessReading(now);
            } else if (!isFinished && isBeatDue(now)) {
                write(false, isStream ? SseText.comment() : primed().orElseGet(SseText::comment));
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isBeatDue(long now) {
        if (client.isModern() && client.takesStream() && !isOpenEnded) {
            return now - since >= settings.firstBeat().toNanos()
                    && now - lastWrite >= settings.callBeat().toNanos();
        }
        if (!isStream && log != null && log.isPrimed()) {
            return now - since >= settings.firstBeat().toNanos();
        }
        return isStream && now - lastWrite >= settings.idleBeat().toNanos();
    }

    private void dropUnlessReading(long now) {
        if (now - lastWrite > settings.writeTimeout().toNanos()) {
            drop(new TimeoutException("the client does not read"));
        }
    }

    /** The client goes on with this answer elsewhere; over HTTP/1.1 nothing else can be on this connection. */
    private void abandon() {
        lock.lock();
        try {
            if (!isFinished && gone == null) {
                var connection = request.getConnectionMetaData();
                drop(new EOFException("the client went on elsewhere"));
                if (connection.getHttpVersion() != HttpVersion.HTTP_2) {
                    connection.getConnection().getEndPoint().close();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void drop(Exception why) {
        var failure = HttpChannel.from(request).onFailure(why);
        if (failure != null) {
            failure.run();
        }
    }

    /** False once nothing more can be written. */
    private boolean awaitTurn() {
        while (isWriting && gone == null) {
            changed.awaitUninterruptibly();
        }
        return gone == null && !isFinished;
    }

    private void write(boolean isLast, ByteBuffer bytes) {
        if (!isLast && !isStream) {
            isStream = true;
            response.setStatus(200);
            announced.forEach(response.getHeaders()::put);
            response.getHeaders().put(EVENTS);
            response.getHeaders().put(UNBUFFERED);
        }
        isWriting = true;
        lastWrite = System.nanoTime();
        response.write(isLast, bytes, written);
    }

    private void written() {
        boolean isOver;
        lock.lock();
        try {
            isWriting = false;
            isOver = isFinished && !isEnded;
            isEnded |= isOver;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (isOver) {
            end();
        }
    }

    private void failed(Throwable failure) {
        lost(failure);
        written();
    }

    /** The client is gone: who waits to write stops waiting, and who asked to know is told. */
    private void lost(Throwable failure) {
        List<Runnable> actions;
        lock.lock();
        try {
            if (gone != null) {
                return;
            }
            gone = failure;
            actions = List.copyOf(whenGone);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        actions.forEach(action -> Thread.ofVirtual().name("client-gone").start(action));
    }

    private void end() {
        others.remove(this);
        boolean isLost = isGone();
        var kept = log;
        if (kept != null) {
            kept.end(!isLost);
        }
        if (isLost) {
            done.failed(new EOFException("the client is gone"));
        } else {
            done.succeeded();
        }
    }
}
