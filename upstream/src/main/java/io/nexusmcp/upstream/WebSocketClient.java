package io.nexusmcp.upstream;

import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.protocol.ReservedHeaders;
import java.net.Authenticator;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Opens WebSockets to one server: with its headers, its certificate authorities, and the proxy of the environment. It
 * follows no redirect.
 */
final class WebSocketClient implements AutoCloseable {
    private static final String SUBPROTOCOL = "mcp";

    static {
        // Java asks no proxy for a tunnel with a password unless it is told; this names the schemes it must not use
        if (System.getProperty("jdk.http.auth.tunneling.disabledSchemes") == null) {
            System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
        }
    }

    private final URI url;
    private final ServerSpec.Http spec;
    private final Supplier<UpstreamLimits> limits;
    private final HttpClient client;

    /** @param environment of the hub, for the choice of a proxy */
    WebSocketClient(ServerSpec.Http spec, Map<String, String> environment, Supplier<UpstreamLimits> limits) {
        this.url = spec.url();
        this.spec = spec;
        this.limits = limits;
        refuseReserved(spec);
        var builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limits.get().times().connect())
                .sslContext(CertificateBundle.context(spec.certificateAuthorities()))
                .sslParameters(tls())
                .executor(Executors.newVirtualThreadPerTaskExecutor());
        ProxyChoice.of(asHttp(url), environment).ifPresent(proxy -> through(proxy, builder));
        this.client = builder.build();
    }

    private static void refuseReserved(ServerSpec.Http spec) {
        for (var name : spec.headers().keySet()) {
            if (ReservedHeaders.contains(name)) {
                throw new UpstreamException("the configured header " + name + " belongs to the protocol");
            }
        }
    }

    private static SSLParameters tls() {
        var parameters = new SSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        return parameters;
    }

    /** The same place, by the scheme that the variables for proxies name. */
    private static URI asHttp(URI url) {
        return URI.create((isTls(url) ? "https" : "http")
                + url.toString().substring(url.getScheme().length()));
    }

    private static boolean isTls(URI url) {
        return "wss".equalsIgnoreCase(url.getScheme());
    }

    private static void through(URI proxy, HttpClient.Builder builder) {
        int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
        builder.proxy(ProxySelector.of(new InetSocketAddress(proxy.getHost(), port)));
        var credentials = Optional.ofNullable(proxy.getUserInfo()).map(text -> text.split(":", 2));
        credentials.ifPresent(parts -> builder.authenticator(new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                if (getRequestorType() != RequestorType.PROXY) {
                    throw new IllegalStateException("only the proxy is given this password");
                }
                return new PasswordAuthentication(parts[0], (parts.length > 1 ? parts[1] : "").toCharArray());
            }
        }));
    }

    /** {@link UpstreamException} when there is no connection by the deadline. */
    WebSocket open(WebSocket.Listener listener, Deadline deadline) {
        var builder = client.newWebSocketBuilder()
                .subprotocols(SUBPROTOCOL)
                .connectTimeout(limits.get().times().connect());
        spec.headers().forEach((name, value) -> builder.header(name, value.reveal()));
        CompletableFuture<WebSocket> opening = builder.buildAsync(url, listener);
        try {
            return opening.get(deadline.remainingMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw failure(failed.getCause());
        } catch (TimeoutException _) {
            var _ = opening.whenComplete((late, _) -> abort(Optional.ofNullable(late)));
            throw new UpstreamException.Overdue();
        } catch (InterruptedException _) {
            var _ = opening.whenComplete((late, _) -> abort(Optional.ofNullable(late)));
            Thread.currentThread().interrupt();
            throw new UpstreamException("interrupted");
        }
    }

    private static void abort(Optional<WebSocket> late) {
        late.ifPresent(WebSocket::abort);
    }

    private static UpstreamException failure(@Nullable Throwable cause) {
        return switch (cause) {
            case WebSocketHandshakeException refused ->
                refused.getResponse() == null
                        ? new UpstreamException("the server does not speak WebSocket")
                        : new UpstreamException.HttpStatus(refused.getResponse().statusCode());
            case HttpTimeoutException _ -> new UpstreamException.Overdue();
            case ConnectException _ -> new UpstreamException.Unreachable("nothing answers at the server's address");
            case SSLException _ ->
                new UpstreamException.Unreachable("TLS failed: the server's certificate or name cannot be verified");
            case null, default -> new UpstreamException.Unreachable("the connection broke before it was open");
        };
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
