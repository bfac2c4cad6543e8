package io.nexusmcp.upstream;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.core.route.Exchange;
import io.nexusmcp.protocol.ReservedHeaders;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.protocol.sse.SseTooLarge;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP to one server. Of a client's request nothing but the JSON-RPC body comes here, so nothing of its headers can go
 * out: what goes out is what the configuration says and what the protocol needs.
 */
final class HttpTransport implements AutoCloseable {
    static final String SESSION = "Mcp-Session-Id";
    static final String VERSION = "MCP-Protocol-Version";

    private static final Logger LOG = LoggerFactory.getLogger(HttpTransport.class);
    private static final ContentType JSON = ContentType.create("application/json");
    private static final List<Header> ALWAYS = List.of(
            new BasicHeader("Accept", "application/json, text/event-stream"),
            new BasicHeader("Accept-Encoding", "identity"),
            new BasicHeader("User-Agent", "nexus-mcp-hub"));
    private static final Duration DRAIN_TIME = Duration.ofSeconds(1);
    private static final int MAX_DRAINED = 4_096;
    private final URI url;
    private final HttpHost target;
    private final CloseableHttpClient client;
    private final List<Header> headers;
    private final Watch watch;
    private final Arrivals arrivals;
    private final Supplier<UpstreamLimits> limits;
    private final RequestConfig calls;
    private final RequestConfig streams;
    private volatile boolean isClosed;

    /** @param environment of the hub, for the choice of a proxy */
    HttpTransport(
            ServerSpec.Http spec,
            Duration timeout,
            Map<String, String> environment,
            Supplier<UpstreamLimits> limits,
            Watch watch,
            Arrivals arrivals) {
        this.url = spec.url();
        this.target = new HttpHost(url.getScheme(), url.getHost(), url.getPort());
        this.headers = headers(spec);
        this.client = PooledClient.create(
                spec.certificateAuthorities(), ProxyChoice.of(url, environment), limits.get(), timeout);
        this.watch = watch;
        this.arrivals = arrivals;
        this.limits = limits;
        this.calls = config(Timeout.of(timeout), timeout);
        this.streams = config(Timeout.DISABLED, timeout);
    }

    private static RequestConfig config(Timeout response, Duration lease) {
        return RequestConfig.custom()
                .setResponseTimeout(response)
                .setConnectionRequestTimeout(Timeout.of(lease))
                .setProtocolUpgradeEnabled(false)
                .build();
    }

    private static List<Header> headers(ServerSpec.Http spec) {
        var headers = new ArrayList<>(ALWAYS);
        spec.headers().forEach((name, value) -> {
            if (ReservedHeaders.contains(name)) {
                throw new UpstreamException(
                        "the configured header " + name.toLowerCase(Locale.ROOT) + " belongs to the protocol");
            }
            headers.removeIf(standard -> standard.getName().equalsIgnoreCase(name));
            headers.add(new BasicHeader(name, value.reveal(), true));
        });
        return List.copyOf(headers);
    }

    URI url() {
        return url;
    }

    UpstreamLimits limits() {
        return limits.get();
    }

    /** Sends a request and reads its answer, delivering on the way what belongs to the call. */
    HttpAnswer call(
            JsonSlice body,
            long id,
            List<Header> extra,
            Exchange exchange,
            ServerRequests questions,
            Deadline deadline) {
        return call(body, extra, exchange, deadline, new AnswerReader(limits.get(), id, exchange, questions, deadline));
    }

    private HttpAnswer call(
            JsonSlice body, List<Header> extra, Exchange exchange, Deadline deadline, AnswerReader reader) {
        return answer(post(body, extra), exchange, deadline, reader::read);
    }

    /** The same with a server that can send the rest of an answer whose stream broke off. */
    HttpAnswer resumableCall(
            JsonSlice body,
            long id,
            List<Header> extra,
            Exchange exchange,
            ServerRequests questions,
            Deadline deadline) {
        var reader = new AnswerReader(limits.get(), id, exchange, questions, deadline);
        try {
            return call(body, extra, exchange, deadline, reader);
        } catch (UpstreamException broken) {
            return new BrokenStream(reader, exchange, deadline, place -> goOn(place, extra, exchange, deadline, reader))
                    .mended(broken);
        }
    }

    private HttpAnswer goOn(
            String place, List<Header> extra, Exchange exchange, Deadline deadline, AnswerReader reader) {
        var request = get(extra);
        request.addHeader(new BasicHeader("Last-Event-ID", place, true));
        return answer(request, exchange, deadline, reader::readOn);
    }

    private HttpAnswer answer(
            HttpUriRequestBase request, Exchange exchange, Deadline deadline, Reader<HttpAnswer> reader) {
        if (!exchange.abilities().isEmpty()) {
            // a person may think longer than a server may be silent; the deadline knows the difference
            request.setConfig(streams);
        }
        return run(request, exchange, deadline, reader, HttpAnswer::isStreamed);
    }

    /** Sends what has no answer: a notification, or the answer to a question of the server. Gives the HTTP status. */
    int send(JsonSlice body, List<Header> extra, Deadline deadline) {
        return run(post(body, extra), QuietExchange.INSTANCE, deadline, ClassicHttpResponse::getCode, _ -> false);
    }

    /** Posts one message to another address of the same origin. Gives the HTTP status. */
    int post(URI address, byte[] message, Deadline deadline) {
        var request = request("POST", address, List.of());
        request.setEntity(new ByteArrayEntity(message, JSON));
        return run(request, QuietExchange.INSTANCE, deadline, HttpTransport::drained, _ -> false);
    }

    /** Reads what such answers usually have for a body, so that the connection can be used again. */
    private static int drained(ClassicHttpResponse response) throws IOException {
        var body = response.getEntity();
        if (body != null) {
            body.getContent().readNBytes(MAX_DRAINED);
        }
        return response.getCode();
    }

    int delete(List<Header> extra, Deadline deadline) {
        var request = request("DELETE", extra);
        return run(request, QuietExchange.INSTANCE, deadline, ClassicHttpResponse::getCode, _ -> false);
    }

    /** Sends a request that is not one of MCP to the same host; {@code own} replaces the headers that are sent always. */
    <T> T send(
            String method,
            String pathAndQuery,
            List<Header> own,
            Optional<HttpEntity> body,
            Exchange exchange,
            Deadline deadline,
            Reader<T> reader) {
        var request = new HttpUriRequestBase(method, URI.create(target.toURI() + pathAndQuery));
        request.setConfig(calls);
        headers.stream()
                .filter(header -> own.stream().noneMatch(one -> one.getName().equalsIgnoreCase(header.getName())))
                .forEach(request::addHeader);
        own.forEach(request::addHeader);
        body.ifPresent(request::setEntity);
        return run(request, exchange, deadline, reader, _ -> false);
    }

    private HttpUriRequestBase post(JsonSlice body, List<Header> extra) {
        var request = request("POST", extra);
        request.setEntity(new ByteArrayEntity(body.toBytes(), JSON));
        return request;
    }

    private HttpUriRequestBase get(List<Header> extra) {
        var request = new HttpUriRequestBase("GET", url);
        request.setConfig(calls);
        headers.stream().filter(header -> !header.getName().equals("Accept")).forEach(request::addHeader);
        request.addHeader(new BasicHeader("Accept", "text/event-stream"));
        extra.forEach(request::addHeader);
        return request;
    }

    private HttpUriRequestBase request(String method, List<Header> extra) {
        return request(method, url, extra);
    }

    private HttpUriRequestBase request(String method, URI address, List<Header> extra) {
        var request = new HttpUriRequestBase(method, address);
        request.setConfig(calls);
        headers.forEach(request::addHeader);
        extra.forEach(request::addHeader);
        return request;
    }

    /** What is done with an answer while its connection is held. */
    @FunctionalInterface
    interface Reader<T> {
        T read(ClassicHttpResponse response) throws IOException;
    }

    /** What is done with a stream whose events come as the server likes. */
    @FunctionalInterface
    interface StreamReader<T> {
        T read(ClassicHttpResponse response, Arrival arrival) throws IOException;
    }

    /**
     * Opens the stream of a server's own messages and lets {@code reader} have it for as long as it likes.
     *
     * @param started is given the way to end it
     */
    <T> T stream(List<Header> extra, Consumer<Runnable> started, StreamReader<T> reader) {
        return stream(get(extra), started, reader);
    }

    /** As {@link #stream(List, Consumer, StreamReader)}, for the answer to a request. */
    <T> T stream(JsonSlice body, List<Header> extra, Consumer<Runnable> started, StreamReader<T> reader) {
        return stream(post(body, extra), started, reader);
    }

    private <T> T stream(HttpUriRequestBase request, Consumer<Runnable> started, StreamReader<T> reader) {
        request.setConfig(streams);
        started.accept(request::cancel);
        try (var arrival = arrivals.on(_ -> request.cancel())) {
            try {
                return execute(request, response -> reader.read(response, arrival), _ -> false);
            } catch (IOException | IllegalStateException e) {
                throw arrival.failure().map(UpstreamException::new).orElseGet(() -> failure(e, false));
            }
        }
    }

    private <T> T run(
            HttpUriRequestBase request, Exchange exchange, Deadline deadline, Reader<T> reader, Predicate<T> mayGoOn) {
        try (var guard = watch.guard(deadline, request::cancel)) {
            exchange.onCancel(request::cancel);
            try {
                return execute(request, reader, mayGoOn);
            } catch (IOException | IllegalStateException e) {
                if (exchange.isCancelled()) {
                    throw new Refused(new Refusal.Cancelled());
                }
                throw failure(e, guard.isOverdue());
            }
        }
    }

    /** @param mayGoOn whether the body may not have ended although everything of interest was read */
    private <T> T execute(HttpUriRequestBase request, Reader<T> reader, Predicate<T> mayGoOn) throws IOException {
        var response = (CloseableHttpResponse) client.executeOpen(target, request, null);
        boolean isDraining = false;
        try {
            var value = reader.read(response);
            isDraining = mayGoOn.test(value);
            return value;
        } finally {
            if (isDraining) {
                Thread.startVirtualThread(() -> drain(request, response));
            } else {
                // an answer that was not read to its end takes its connection with it
                response.close(CloseMode.IMMEDIATE);
            }
        }
    }

    /** Gives a server a moment to end its stream, so that the connection can be used again. */
    private void drain(HttpUriRequestBase request, CloseableHttpResponse response) {
        try (var _ = watch.guard(Deadline.in(DRAIN_TIME), request::cancel)) {
            var in = response.getEntity().getContent();
            for (int left = MAX_DRAINED; left > 0 && in.read() >= 0; left--) {
                // what comes after the answer is of no interest
            }
        } catch (IOException | IllegalStateException e) {
            LOG.debug("{}: not drained: {}", target, e.toString());
        } finally {
            response.close(CloseMode.IMMEDIATE);
        }
    }

    private UpstreamException failure(Exception e, boolean isOverdue) {
        LOG.debug("{}: {}", target, e.toString());
        if (isClosed) {
            return new UpstreamException("the connection was closed");
        }
        return switch (e) {
            case BodyTooLarge _, SseTooLarge _ -> new UpstreamException.Malformed("the server's answer is too large");
            case ConnectTimeoutException _ ->
                new UpstreamException.Unreachable("the server does not accept connections");
            case ConnectException _, NoRouteToHostException _, UnknownHostException _ ->
                new UpstreamException.Unreachable("nothing answers at the server's address");
            case ConnectionRequestTimeoutException _ ->
                new UpstreamException("all connections to the server are in use");
            case SSLException _
            when !isOverdue ->
                new UpstreamException.Unreachable("TLS failed: the server's certificate or name cannot be verified");
            case SocketTimeoutException _ -> new UpstreamException.Overdue();
            default ->
                isOverdue
                        ? new UpstreamException.Overdue()
                        : new UpstreamException("the connection broke before the answer was complete");
        };
    }

    @Override
    public void close() {
        isClosed = true;
        client.close(CloseMode.IMMEDIATE);
    }
}
