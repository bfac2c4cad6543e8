package io.nexusmcp.upstream;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultProxyRoutePlanner;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.ssl.TLS;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * An HTTP client for one server, with connections of its own. It does what it is told and nothing by itself: no
 * redirects, retries, cookies, decompression or authentication, except towards a proxy.
 */
final class PooledClient {
    private static final int MAX_HEADER_LINE = 16_384;
    private static final int MAX_HEADERS = 200;
    /** Node's servers close after five idle seconds, so a connection is looked at before that. */
    private static final TimeValue CHECK_AFTER = TimeValue.ofMilliseconds(500);

    private PooledClient() {}

    static CloseableHttpClient create(
            Optional<Path> authorities, Optional<URI> proxy, UpstreamLimits limits, Duration socketTimeout) {
        var connections = connections(authorities, limits, socketTimeout);
        if (proxy.isEmpty()) {
            return HttpClients.createMinimal(connections);
        }
        var host = new HttpHost(
                proxy.get().getScheme(),
                proxy.get().getHost(),
                proxy.get().getPort() < 0 ? 80 : proxy.get().getPort());
        var builder = HttpClients.custom()
                .setConnectionManager(connections)
                .setRoutePlanner(new DefaultProxyRoutePlanner(host))
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .disableConnectionState()
                .disableDefaultUserAgent();
        credentials(proxy.get(), host).ifPresent(builder::setDefaultCredentialsProvider);
        return builder.build();
    }

    private static PoolingHttpClientConnectionManager connections(
            Optional<Path> authorities, UpstreamLimits limits, Duration socketTimeout) {
        var connect = Timeout.of(limits.times().connect());
        // one more for the stream of list changes, one for each session that has one too, and some for cancellations
        int max = limits.counts().maxCalls() + limits.counts().maxSessions() + 16;
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnTotal(max)
                .setMaxConnPerRoute(max)
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxLineLength(MAX_HEADER_LINE)
                                .setMaxHeaderCount(MAX_HEADERS)
                                .build())
                        .build())
                .setDefaultSocketConfig(SocketConfig.custom()
                        .setTcpNoDelay(true)
                        .setSoTimeout(Timeout.of(socketTimeout))
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(connect)
                        .setSocketTimeout(Timeout.of(socketTimeout))
                        .setValidateAfterInactivity(CHECK_AFTER)
                        .build())
                .setDefaultTlsConfig(
                        TlsConfig.custom().setHandshakeTimeout(connect).build())
                .setTlsSocketStrategy(ClientTlsStrategyBuilder.create()
                        .setSslContext(CertificateBundle.context(authorities))
                        .setTlsVersions(TLS.V_1_2, TLS.V_1_3)
                        .setHostVerificationPolicy(HostnameVerificationPolicy.BOTH)
                        .buildClassic())
                .build();
    }

    private static Optional<BasicCredentialsProvider> credentials(URI proxy, HttpHost host) {
        if (proxy.getUserInfo() == null) {
            return Optional.empty();
        }
        var parts = List.of(proxy.getUserInfo().split(":", 2));
        var provider = new BasicCredentialsProvider();
        provider.setCredentials(
                new AuthScope(host),
                new UsernamePasswordCredentials(
                        parts.getFirst(), (parts.size() > 1 ? parts.getLast() : "").toCharArray()));
        return Optional.of(provider);
    }
}
