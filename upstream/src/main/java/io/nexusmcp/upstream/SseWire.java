package io.nexusmcp.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.protocol.sse.SseEvent;
import io.nexusmcp.protocol.sse.SseReader;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.hc.core5.http.ClassicHttpResponse;

/**
 * HTTP+SSE: the server's messages come on one stream, and the hub's are posted to the address that the stream names
 * first. An address of another origin than the stream's is refused, since the hub's credentials would go there.
 */
final class SseWire implements Wire {
    private final HttpTransport transport;
    private final CompletableFuture<URI> address = new CompletableFuture<>();
    private final Courtesies courtesies = new Courtesies();
    private final AtomicBoolean hasEnded = new AtomicBoolean();
    private volatile Consumer<String> onEnd = _ -> {};
    private volatile Runnable abort = () -> {};

    SseWire(HttpTransport transport) {
        this.transport = transport;
    }

    @Override
    public void listen(Consumer<byte[]> received, Consumer<String> ended) {
        onEnd = ended;
        Thread.ofVirtual().name("sse").start(() -> run(received));
    }

    private void run(Consumer<byte[]> received) {
        try {
            transport.stream(List.of(), this::started, (response, arrival) -> read(response, arrival, received));
            end(new UpstreamException("the server closed its stream"));
        } catch (UpstreamException broken) {
            end(broken);
        } catch (RuntimeException bug) {
            end(new UpstreamException("a message of the server could not be handled", bug));
        }
    }

    private void started(Runnable cancel) {
        abort = cancel;
        if (hasEnded.get()) {
            cancel.run();
        }
    }

    /** Until the end of the stream. */
    private boolean read(ClassicHttpResponse response, Arrival arrival, Consumer<byte[]> received) throws IOException {
        var body = response.getEntity();
        if (response.getCode() / 100 != 2) {
            throw new UpstreamException.HttpStatus(response.getCode());
        }
        if (body == null || MediaType.of(body.getContentType()) != MediaType.EVENT_STREAM) {
            throw new UpstreamException.Malformed("the server's answer is no stream of events");
        }
        int maxBytes = transport.limits().sizes().maxEventBytes();
        var events = new SseReader(body.getContent(), maxBytes, maxBytes, arrival::holds);
        var first = events.next();
        address.complete(address(first.orElseThrow(SseWire::noAddress)));
        for (var event = events.next(); event.isPresent(); event = events.next()) {
            if (event.get().isMessage()) {
                received.accept(event.get().data());
            }
        }
        return true;
    }

    private URI address(SseEvent first) {
        if (!first.name().equals("endpoint")) {
            throw noAddress();
        }
        try {
            var url = transport.url();
            var named = url.resolve(new String(first.data(), UTF_8).strip());
            if (origin(named).equals(origin(url)) && named.getRawUserInfo() == null) {
                return named;
            }
        } catch (IllegalArgumentException _) {
            // refused below, like an address elsewhere
        }
        throw new UpstreamException.Malformed("the server names an address to post to that is not its own");
    }

    /** Scheme, host and port, the usual port written out. */
    private static String origin(URI url) {
        int usual = "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
        int port = url.getPort() < 0 ? usual : url.getPort();
        return (url.getScheme() + "://" + url.getHost() + ":" + port).toLowerCase(Locale.ROOT);
    }

    private static UpstreamException noAddress() {
        return new UpstreamException.Malformed("the server's stream does not begin with an address to post to");
    }

    @Override
    public void send(byte[] message, Deadline deadline) {
        int status = transport.post(awaitAddress(deadline), message, deadline);
        if (status == 404) {
            fail("the server does not know the connection any more");
        }
        if (status / 100 != 2) {
            throw new UpstreamException.HttpStatus(status);
        }
    }

    private URI awaitAddress(Deadline deadline) {
        try {
            return address.get(deadline.remainingMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw new UpstreamException.Overdue();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof UpstreamException why ? why : new IllegalStateException(failed);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new UpstreamException("interrupted");
        }
    }

    @Override
    public boolean offer(byte[] message) {
        return !hasEnded.get() && courtesies.offer(deadline -> send(message, deadline));
    }

    @Override
    public void fail(String why) {
        end(new UpstreamException(why));
    }

    private void end(UpstreamException why) {
        if (hasEnded.compareAndSet(false, true)) {
            address.completeExceptionally(why);
            abort.run();
            onEnd.accept(why.why());
        }
    }

    @Override
    public void close() {
        fail("the connection was closed");
    }
}
