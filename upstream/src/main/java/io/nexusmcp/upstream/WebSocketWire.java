package io.nexusmcp.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** One WebSocket to a server; each message is one text message. */
final class WebSocketWire implements Wire {
    /** So many parts however small, and one more for each kilobyte. */
    private static final int FREE_PARTS = 1_024;

    private final IntSupplier maxBytes;
    private final Arrival arrival;
    private final ReentrantLock writing = new ReentrantLock(true);
    private final Courtesies courtesies = new Courtesies();
    private final AtomicBoolean hasEnded = new AtomicBoolean();
    private final CompletableFuture<Consumer<byte[]>> reader = new CompletableFuture<>();
    private volatile Consumer<String> onEnd = _ -> {};
    private volatile Optional<String> reason = Optional.empty();
    private volatile Optional<WebSocket> socket = Optional.empty();
    private volatile ByteArrayOutputStream incoming = new ByteArrayOutputStream();

    private WebSocketWire(Arrivals arrivals, IntSupplier maxBytes) {
        this.arrival = arrivals.on(this::fail);
        this.maxBytes = maxBytes;
    }

    /** @param maxBytes of one message of the server */
    static WebSocketWire open(WebSocketClient client, Arrivals arrivals, IntSupplier maxBytes, Deadline deadline) {
        var wire = new WebSocketWire(arrivals, maxBytes);
        wire.socket = Optional.of(client.open(wire.new Incoming(), deadline));
        return wire;
    }

    /** Puts messages together; asks for the next part when it is done with one, so nothing piles up. */
    private final class Incoming implements WebSocket.Listener {
        private int parts;

        @Override
        public void onOpen(WebSocket opened) {
            var _ = reader.thenRun(() -> opened.request(1));
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
            try {
                take(part, isLast);
            } catch (BodyTooLarge _) {
                return null; // the connection has ended
            }
            from.request(1);
            return null;
        }

        /** A part never ends within a character. */
        private void take(CharSequence part, boolean isLast) throws BodyTooLarge {
            var message = incoming;
            message.writeBytes(part.toString().getBytes(UTF_8));
            if (message.size() > maxBytes.getAsInt()) {
                fail("the server's message is too large");
            } else if (++parts > FREE_PARTS + message.size() / 1_024) {
                fail("the server's message comes in too many parts");
            }
            arrival.holds(message.size());
            if (isLast) {
                incoming = new ByteArrayOutputStream();
                parts = 0;
                give(message.toByteArray());
                arrival.holds(0);
            }
        }

        private void give(byte[] message) {
            try {
                reader.join().accept(message);
            } catch (RuntimeException _) {
                fail("a message of the server could not be handled");
            }
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean isLast) {
            fail("the server sent a message that is no text");
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String why) {
            fail("the server closed the connection with code " + code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            fail("the connection broke");
        }
    }

    @Override
    public void listen(Consumer<byte[]> received, Consumer<String> ended) {
        onEnd = ended;
        reader.complete(received);
        // it may have ended before anybody listened
        reason.ifPresent(ended);
    }

    @Override
    public void send(byte[] message, Deadline deadline) {
        deadline.lock(writing);
        try {
            if (hasEnded.get()) {
                throw new UpstreamException.Unreachable("the connection to the server has ended");
            }
            var text = new String(message, 0, message.length - 1, UTF_8);
            socket.orElseThrow(() -> new IllegalStateException("not open"))
                    .sendText(text, true)
                    .get(deadline.remainingMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            // a message that was begun cannot be taken back, and nothing else can follow it
            fail("the server does not read");
            throw new UpstreamException.Overdue();
        } catch (ExecutionException _) {
            throw new UpstreamException.Unreachable("the connection broke before the request was sent");
        } catch (InterruptedException _) {
            fail("interrupted");
            Thread.currentThread().interrupt();
            throw new UpstreamException("interrupted");
        } finally {
            writing.unlock();
        }
    }

    @Override
    public boolean offer(byte[] message) {
        return !hasEnded.get() && courtesies.offer(deadline -> send(message, deadline));
    }

    @Override
    public void fail(String why) {
        end(why, WebSocket::abort);
    }

    private void end(String why, Consumer<WebSocket> closing) {
        if (hasEnded.compareAndSet(false, true)) {
            reason = Optional.of(why);
            socket.ifPresent(closing);
            // its owner may keep the wire for a while
            incoming = new ByteArrayOutputStream();
            arrival.close();
            onEnd.accept(why);
        }
    }

    @Override
    public void close() {
        end("the connection was closed", WebSocketWire::sayGoodbye);
    }

    private static void sayGoodbye(WebSocket open) {
        try {
            open.sendClose(WebSocket.NORMAL_CLOSURE, "").get(Courtesies.TIME.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException _) {
            // it ends all the same
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        open.abort();
    }
}
