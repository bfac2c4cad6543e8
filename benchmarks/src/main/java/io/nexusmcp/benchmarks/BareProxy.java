package io.nexusmcp.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The floor: the same server and client libraries as the hub and threads of the same kind, with one key comparison and
 * one JSON scan, and nothing else.
 */
public final class BareProxy extends Handler.Abstract {
    private static final JsonFactory JSON = new JsonFactory();
    private static final List<String> FORWARDED = List.of("Accept", "MCP-Protocol-Version", "Mcp-Method", "Mcp-Name");
    private static final int MAX_CONNECTIONS = 80;

    private final byte[] key;
    private final HttpHost target;
    private final CloseableHttpClient client =
            HttpClients.createMinimal(PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnTotal(MAX_CONNECTIONS)
                    .setMaxConnPerRoute(MAX_CONNECTIONS)
                    .setDefaultSocketConfig(
                            SocketConfig.custom().setTcpNoDelay(true).build())
                    .build());

    private BareProxy(String key, int upstream) {
        this.key = key.getBytes(UTF_8);
        this.target = new HttpHost("http", "127.0.0.1", upstream);
    }

    /** Arguments: the key, and the port of the server behind. */
    public static void main(String[] args) throws Exception {
        var threads = new QueuedThreadPool();
        threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("call-"));
        var server = new Server(threads);
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        var connector = new ServerConnector(server, 1, -1, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new BareProxy(args[0], Integer.parseInt(args[1])));
        server.start();
        System.out.println(connector.getLocalPort());
        // ends with its parent
        System.in.read();
        System.exit(0);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var given = request.getHeaders().get(Contender.KEY_HEADER);
        if (given == null || !MessageDigest.isEqual(key, given.getBytes(UTF_8))) {
            Response.writeError(request, response, callback, 401);
            return true;
        }
        try {
            var buffer = Content.Source.asByteBuffer(request);
            var body = new byte[buffer.remaining()];
            buffer.get(body);
            scan(body);
            forward(request, body, response, callback);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return true;
    }

    private static void scan(byte[] body) {
        try (var parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            while (parser.nextToken() != null) {
                // every token is looked at
            }
        }
    }

    private void forward(Request request, byte[] body, Response response, Callback callback) throws IOException {
        var post = new HttpPost(request.getHttpURI().getPath());
        for (var name : FORWARDED) {
            var value = request.getHeaders().get(name);
            if (value != null) {
                post.addHeader(name, value);
            }
        }
        post.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        try (var answer = client.executeOpen(target, post, null)) {
            var bytes = EntityUtils.toByteArray(answer.getEntity());
            response.setStatus(answer.getCode());
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
            response.write(true, ByteBuffer.wrap(bytes), callback);
        }
    }
}
