package io.nexusmcp.upstream;

import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.MessageDecoder;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.sse.SseReader;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/**
 * The stream on which a legacy server tells what belongs to no call. The lists of a server that offers none are read at
 * intervals instead; one that hangs up is called again.
 */
final class ChangeListener implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final HttpTransport transport;
    private final LinkEvents events;
    private final Supplier<List<Header>> headers;
    private final Consumer<Message.Request> questions;
    private final Runnable forgotten;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Runnable abort = () -> {};
    private volatile boolean isListening;

    /** @param forgotten runs when the server does not know the session any more */
    ChangeListener(
            HttpTransport transport,
            LinkEvents events,
            Supplier<List<Header>> headers,
            Consumer<Message.Request> questions,
            Runnable forgotten) {
        this.transport = transport;
        this.events = events;
        this.headers = headers;
        this.questions = questions;
        this.forgotten = forgotten;
    }

    void start() {
        Thread.ofVirtual().name("changes").start(this::run);
    }

    boolean isListening() {
        return isListening;
    }

    private void run() {
        var backoff = new Backoff();
        try {
            var outcome = Outcome.ENDED;
            while (outcome == Outcome.ENDED && closed.getCount() > 0) {
                long begun = System.nanoTime();
                outcome = listen();
                if (outcome == Outcome.ENDED) {
                    var pause = backoff.afterFailure(Duration.ofNanos(System.nanoTime() - begun));
                    closed.await(Math.max(PAUSE.toMillis(), pause.toMillis()), TimeUnit.MILLISECONDS);
                    // what changed in between was told to nobody
                    events.missed();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private enum Outcome {
        /** To be opened again. */
        ENDED,
        /** Not to be had from this server, or not any more. */
        NONE
    }

    /** One stream until its end. A session that is unknown is renewed by whoever reads the lists next. */
    private Outcome listen() {
        try {
            return transport.stream(headers.get(), this::started, this::take);
        } catch (UpstreamException.Unreachable gone) {
            if (closed.getCount() > 0) {
                events.lost(gone.why());
            }
            return Outcome.NONE;
        } catch (UpstreamException _) {
            return Outcome.ENDED;
        } finally {
            isListening = false;
        }
    }

    private Outcome take(ClassicHttpResponse response) throws IOException {
        var body = response.getEntity();
        if (response.getCode() / 100 == 2
                && body != null
                && MediaType.of(body.getContentType()) == MediaType.EVENT_STREAM) {
            read(body.getContent());
            return Outcome.ENDED;
        }
        if (response.getCode() != 404) {
            return Outcome.NONE;
        }
        forgotten.run();
        return Outcome.ENDED;
    }

    private void started(Runnable end) {
        abort = end;
        if (closed.getCount() == 0) {
            end.run();
        }
    }

    private void read(InputStream content) throws IOException {
        isListening = true;
        int maxBytes = transport.limits().sizes().maxEventBytes();
        var reader = new SseReader(content, maxBytes, maxBytes);
        for (var event = reader.next(); event.isPresent(); event = reader.next()) {
            try {
                take(MessageDecoder.decode(
                        event.get().data(), transport.limits().json()));
            } catch (ProtocolException _) {
                throw new UpstreamException("the server's stream is not JSON-RPC");
            }
        }
    }

    private void take(Message message) {
        switch (message) {
            case Message.Notification note -> events.take(note);
            case Message.Request question -> questions.accept(question);
            case Message.Batch batch -> batch.messages().forEach(this::take);
            case Message.Result _, Message.Failure _ -> {
                // nothing that belongs to a call comes on this stream
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        abort.run();
    }
}
