package io.nexusmcp.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
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
    /** More than a usual request has; one that asked for a stream keeps its buffer for as long as that lasts. */
    private static final int INPUT_BUFFER_BYTES = 4 << 10;

    private final Server server;
    private final ServerConnector connector;
    private final SlowConnections slow;

    /**
     * Binds the address at once, so that the port is known, and accepts nothing before {@link #start()}.
     *
     * @param doors the configuration in force; asked once for each request
     * @throws ListenFailure when the address cannot be had
     */
    public Listener(ListenerSettings settings, Supplier<Door> doors, RefusedRequests refused, Handler handler) {
        var bound = requireSafe(settings, doors.get().access());
        this.server = new Server(threads(settings));
        this.connector = connector(server, settings, doors);
        server.addConnector(connector);
        server.setStopTimeout(settings.drainTimeout().toMillis());
        server.setErrorHandler(new ErrorAnswers(refused));
        bind(settings);
        connector.addBean(new ConnectionCaps(doors));
        var hosts = new HostGuard(bound, port());
        var origins = new OriginGuard(bound, port());
        server.setHandler(new FrontDoor(hosts, origins, doors, refused, handler));
        this.slow = new SlowConnections(connector, doors);
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
            if (!address.isLoopbackAddress() && !settings.insecurePlaintext() && !rules.hasTrustedProxies()) {
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

    private static ServerConnector connector(Server server, ListenerSettings settings, Supplier<Door> doors) {
        var http = http(doors);
        var http2 = new ClearHttp2(http, () -> doors.get().access().hasTrustedProxies());
        http2.setMaxConcurrentStreams(MAX_HTTP2_STREAMS);
        http2.setRateControlFactory(new WindowRateControl.Factory(MAX_HTTP2_ODDITIES_PER_SECOND));
        http2.setConnectProtocolEnabled(false);
        var http1 = new HttpConnectionFactory(http);
        http1.setInputBufferSize(INPUT_BUFFER_BYTES);
        var connector = new ServerConnector(server, 1, -1, http1, http2) {
            @Override
            public long getIdleTimeout() {
                return doors.get().limits().idleTimeout().toMillis();
            }
        };
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        return connector;
    }

    private static HttpConfiguration http(Supplier<Door> doors) {
        var http = new HttpConfiguration() {
            @Override
            public int getRequestHeaderSize() {
                return doors.get().limits().maxHeaderBytes();
            }
        };
        http.setHttpCompliance(HttpCompliance.STRICT);
        http.setUriCompliance(UriCompliance.RFC3986);
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        return http;
    }

    /** The address that is bound, for those who print it. */
    public InetSocketAddress address() {
        return new InetSocketAddress(connector.getHost(), port());
    }
}
