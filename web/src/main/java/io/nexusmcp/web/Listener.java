package io.nexusmcp.web;

import io.nexusmcp.core.limit.RateLimiter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.WindowRateControl;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One address that answers HTTP/1.1 and HTTP/2 in clear text, guarded before the first byte reaches a handler. */
public final class Listener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final int MAX_HTTP2_STREAMS = 100;
    private static final int MAX_HTTP2_ODDITIES_PER_SECOND = 50;
    private static final int ACCEPT_QUEUE = 1024;

    private final Server server;
    private final ServerConnector connector;
    private final SlowConnections slow;

    /**
     * Binds the address at once, so that the port is known, and accepts nothing before {@link #start()}.
     *
     * @param perIp the limit in force; asked for each request
     * @throws ListenFailure when the address cannot be had
     */
    public Listener(
            ListenerSettings settings,
            AccessRules rules,
            Supplier<RateLimiter> perIp,
            RefusedRequests refused,
            Handler handler) {
        var bound = requireSafe(settings, rules);
        this.server = new Server(threads(settings));
        this.connector =
                connector(server, settings, () -> !rules.trustedProxies().isEmpty());
        server.addConnector(connector);
        server.setStopTimeout(settings.drainTimeout().toMillis());
        server.setErrorHandler(new ErrorAnswers(refused));
        bind(settings);
        var peers = new PeerAddress(rules.trustedProxies());
        connector.addBean(
                new ConnectionCaps(settings.maxConnections(), settings.maxConnectionsPerIp(), peers::isTrusted));
        var hosts = new HostGuard(rules, bound, port());
        var origins = new OriginGuard(rules, bound, port());
        server.setHandler(new FrontDoor(hosts, origins, peers, perIp, refused, handler));
        this.slow = new SlowConnections(connector, settings.headerTimeout(), settings.idleTimeout());
    }

    public void start() {
        try {
            server.start();
            slow.start();
        } catch (Exception cause) {
            close();
            throw new ListenFailure("The listener did not start", cause);
        }
    }

    /** The port that is bound; the chosen one where any was asked for. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Accepts no more, lets calls finish within the drain timeout, ends streams, then closes what is left. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception cause) {
            LOG.warn("Connections were still open after the drain timeout and have been closed");
            LOG.debug("How the listener stopped", cause);
        } finally {
            slow.close();
            connector.close();
        }
    }

    private void bind(ListenerSettings settings) {
        try {
            connector.open();
        } catch (IOException cause) {
            throw new ListenFailure("Cannot listen on " + settings.host() + ":" + settings.port(), cause);
        }
    }

    private static InetAddress requireSafe(ListenerSettings settings, AccessRules rules) {
        try {
            var address = InetAddress.getByName(settings.host());
            if (!address.isLoopbackAddress()
                    && !settings.insecurePlaintext()
                    && rules.trustedProxies().isEmpty()) {
                throw new IllegalArgumentException("A listener beyond loopback needs TLS, a declared trusted proxy"
                        + " before it, or insecurePlaintext: " + settings.host());
            }
            return address;
        } catch (UnknownHostException cause) {
            throw new ListenFailure("No such address: " + settings.host(), cause);
        }
    }

    private static QueuedThreadPool threads(ListenerSettings settings) {
        var wanted = settings.threads();
        var pool = new QueuedThreadPool(wanted.max(), Math.min(8, wanted.max()));
        pool.setName("web");
        if (wanted.kind() == ListenerSettings.ThreadKind.VIRTUAL) {
            pool.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("call-"));
        }
        return pool;
    }

    private static ServerConnector connector(Server server, ListenerSettings settings, BooleanSupplier isBehindProxy) {
        var http = http(settings);
        var http2 = new ClearHttp2(http, isBehindProxy);
        http2.setMaxConcurrentStreams(MAX_HTTP2_STREAMS);
        http2.setRateControlFactory(new WindowRateControl.Factory(MAX_HTTP2_ODDITIES_PER_SECOND));
        http2.setConnectProtocolEnabled(false);
        var connector = new ServerConnector(server, 1, -1, new HttpConnectionFactory(http), http2);
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(settings.idleTimeout().toMillis());
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        return connector;
    }

    private static HttpConfiguration http(ListenerSettings settings) {
        var http = new HttpConfiguration();
        http.setHttpCompliance(HttpCompliance.STRICT);
        http.setUriCompliance(UriCompliance.RFC3986);
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(settings.maxHeaderBytes());
        return http;
    }

    /** The address that is bound, for those who print it. */
    public InetSocketAddress address() {
        return new InetSocketAddress(connector.getHost(), port());
    }
}
