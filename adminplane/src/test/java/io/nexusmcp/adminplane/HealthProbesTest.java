package io.nexusmcp.adminplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.Health;
import io.nexusmcp.core.limit.RateLimit;
import io.nexusmcp.core.limit.RateLimiter;
import io.nexusmcp.web.AccessRules;
import io.nexusmcp.web.Listener;
import io.nexusmcp.web.ListenerSettings;
import io.nexusmcp.web.PlainAnswer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthProbesTest {
    private volatile boolean isStoreUp = true;
    private final Listener listener = new Listener(
            ListenerSettings.of("127.0.0.1", 0),
            AccessRules.OWN_ADDRESS_ONLY,
            () -> new RateLimiter(new RateLimit(1_000, Duration.ofSeconds(1), 1_000)),
            (_, _, _, _) -> {},
            new HealthProbes(() -> List.of(new Health("store", isStoreUp, true, "x")), new Inside()));

    private static final class Inside extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            PlainAnswer.json(request, response, callback, 200, "\"inside\"");
            return true;
        }
    }

    HealthProbesTest() {
        listener.start();
    }

    @AfterEach
    void close() {
        listener.close();
    }

    @Test
    void probes_areAnsweredWithoutKeyAndWithoutDetails() throws IOException, InterruptedException {
        assertThat(get("/health/live").body()).isEqualTo("{\"status\":\"live\"}");
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        isStoreUp = false;
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/ready").body()).isEqualTo("{\"status\":\"not ready\"}");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void everythingElse_goesInside() throws IOException, InterruptedException {
        for (var path : List.of("/mcp", "/health", "/health/live/", "/health/%6cive")) {
            assertThat(get(path).body()).as(path).isEqualTo("\"inside\"");
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var uri = URI.create("http://127.0.0.1:" + listener.port() + path);
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
