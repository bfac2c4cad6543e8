package io.nexusmcp.upstream;

import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.MessageDecoder;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.sse.SseReader;
import io.nexusmcp.protocol.sse.SseTooLarge;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream on which a legacy server tells what belongs to no call. The lists of a server that offers none are read at
 * intervals instead; one that hangs up is called again.
 */
final class ChangeListener implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration MOST_PAUSE = Duration.ofMinutes(5);
    private static final int MAX_PLACE_LENGTH = 1_024;
    private static final Logger LOG = LoggerFactory.getLogger(ChangeListener.class);
    private static final String PLACE = "Last-Event-ID";

    private final HttpTransport transport;
    private final LinkEvents events;
    private final Supplier<List<Header>> headers;
    private final Consumer<Message.Request> questions;
    private final Runnable forgotten;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Runnable abort = () -> {};
    private volatile boolean isListening;
    private final CountDownLatch settled = new CountDownLatch(1);
    private Optional<String> place = Optional.empty();
    private List<Header> placedBy = List.of();
    private Optional<Duration> retry = Optional.empty();

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

    /** Waits until the stream is open, or known not to be had. */
    void awaitSettled(Deadline deadline) {
        try {
            if (!settled.await(deadline.remainingMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("the server has not opened its stream in time");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
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
                    closed.await(pause(pause).toMillis(), TimeUnit.MILLISECONDS);
                    // what changed in between was told to nobody
                    events.missed();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** As long as the server asks, within bounds; else long enough to bother nobody. */
    private Duration pause(Duration backoff) {
        var least = backoff.compareTo(PAUSE) > 0 ? backoff : PAUSE;
        return retry.map(asked -> asked.compareTo(MOST_PAUSE) > 0 ? MOST_PAUSE : asked)
                .filter(asked -> asked.compareTo(PAUSE) > 0)
                .orElse(least);
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
            return transport.stream(headersAtPlace(), this::started, this::take);
        } catch (UpstreamException.Unreachable gone) {
            if (closed.getCount() > 0) {
                events.lost(gone.why());
            }
            return Outcome.NONE;
        } catch (UpstreamException _) {
            return Outcome.ENDED;
        } finally {
            isListening = false;
            settled.countDown();
        }
    }

    /** What was sent while nobody listened comes again from a server that keeps it; a place is of one session. */
    private List<Header> headersAtPlace() {
        var own = headers.get();
        if (!own.equals(placedBy)) {
            placedBy = own;
            place = Optional.empty();
        }
        var all = new ArrayList<>(own);
        place.ifPresent(id -> all.add(new BasicHeader(PLACE, id, true)));
        return all;
    }

    private Outcome take(ClassicHttpResponse response, Arrival arrival) throws IOException {
        var body = response.getEntity();
        if (response.getCode() / 100 == 2
                && body != null
                && MediaType.of(body.getContentType()) == MediaType.EVENT_STREAM) {
            read(body.getContent(), arrival);
            return Outcome.ENDED;
        }
        if (response.getCode() == 404) {
            forgotten.run();
        } else if (place.isEmpty()) {
            return Outcome.NONE;
        }
        place = Optional.empty(); // it is asked again without
        return Outcome.ENDED;
    }

    private void started(Runnable end) {
        abort = end;
        if (closed.getCount() == 0) {
            end.run();
        }
    }

    private void read(InputStream content, Arrival arrival) throws IOException {
        isListening = true;
        settled.countDown();
        int maxBytes = transport.limits().sizes().maxEventBytes();
        var reader = new SseReader(content, maxBytes, maxBytes, arrival::holds);
        try {
            for (var event = reader.next(); event.isPresent(); event = reader.next()) {
                take(MessageDecoder.decode(
                        event.get().data(), transport.limits().json()));
            }
            moveTo(reader);
        } catch (ProtocolException _) {
            moveTo(reader);
            throw new UpstreamException("the server's stream is not JSON-RPC");
        } catch (SseTooLarge tooLarge) {
            place = Optional.empty(); // after any other it would be the next event again
            throw tooLarge;
        } catch (IOException broken) {
            moveTo(reader);
            throw broken;
        }
    }

    private void moveTo(SseReader reader) {
        place = reader.lastEventId().filter(ChangeListener::canBeSent).or(() -> place);
        retry = reader.retry().or(() -> retry);
    }

    private static boolean canBeSent(String id) {
        return id.length() <= MAX_PLACE_LENGTH && id.chars().allMatch(c -> c >= ' ' && c < 0x7F);
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
