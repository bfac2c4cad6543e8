package io.nexusmcp.upstream;

import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.MessageDecoder;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.sse.SseReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/**
 * The stream on which a legacy server tells the hub that its lists have changed. A server that offers none is read at
 * intervals instead; one that hangs up is called again.
 */
final class ChangeListener implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final HttpTransport transport;
    private final LinkEvents events;
    private final Supplier<List<Header>> headers;
    private final Consumer<Message.Request> questions;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Runnable abort = () -> {};
    private volatile boolean isListening;

    ChangeListener(
            HttpTransport transport,
            LinkEvents events,
            Supplier<List<Header>> headers,
            Consumer<Message.Request> questions) {
        this.transport = transport;
        this.events = events;
        this.headers = headers;
        this.questions = questions;
    }

    void start() {
        Thread.ofVirtual().name("changes").start(this::run);
    }

    boolean isListening() {
        return isListening;
    }

    private void run() {
        try {
            boolean isOffered = true;
            while (isOffered && closed.getCount() > 0) {
                isOffered = listen();
                if (isOffered) {
                    // what changed in between was told to nobody
                    closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                    events.listChanged();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** One stream until its end; false when the server offers none. */
    private boolean listen() {
        var offered = new boolean[1];
        try {
            transport.stream(headers.get(), this::started, response -> {
                offered[0] = response.getCode() / 100 == 2
                        && response.getEntity() != null
                        && MediaType.of(response.getEntity().getContentType()) == MediaType.EVENT_STREAM;
                if (offered[0]) {
                    read(response);
                }
                return offered[0];
            });
            return offered[0];
        } catch (UpstreamException.Unreachable gone) {
            if (closed.getCount() > 0) {
                events.lost(gone.why());
            }
            return false;
        } catch (UpstreamException _) {
            return offered[0];
        } finally {
            isListening = false;
        }
    }

    private void started(Runnable end) {
        abort = end;
        if (closed.getCount() == 0) {
            end.run();
        }
    }

    private void read(ClassicHttpResponse response) throws IOException {
        isListening = true;
        int maxBytes = transport.limits().sizes().maxEventBytes();
        var reader = new SseReader(response.getEntity().getContent(), maxBytes, maxBytes);
        for (var event = reader.next(); event.isPresent(); event = reader.next()) {
            try {
                take(MessageDecoder.decode(event.get().data(), transport.limits().json()));
            } catch (ProtocolException _) {
                throw new UpstreamException("the server's stream is not JSON-RPC");
            }
        }
    }

    private void take(Message message) {
        switch (message) {
            case Message.Notification note when note.method().endsWith("/list_changed") -> events.listChanged();
            case Message.Request question -> questions.accept(question);
            case Message.Batch batch -> batch.messages().forEach(this::take);
            case Message.Notification _, Message.Result _, Message.Failure _ -> {
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
