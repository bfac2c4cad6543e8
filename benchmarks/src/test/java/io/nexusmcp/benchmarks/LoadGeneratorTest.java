package io.nexusmcp.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LoadGeneratorTest {
    private static final long STALL_NANOS = 300_000_000;

    @TempDir
    Path folder;

    private final AtomicInteger calls = new AtomicInteger();
    private HttpServer server;
    private volatile String answer = "{\"result\":{}}";
    private volatile int stallAt = -1;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        if (calls.getAndIncrement() == stallAt) {
            LockSupport.parkNanos(STALL_NANOS);
        }
        var bytes = answer.getBytes(UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private JsonNode load(int connections, double seconds, int rate) {
        var place = Workplace.of(folder);
        var request = place.file("call.http", Calls.modern("127.0.0.1", "/", "lookup", "key"));
        try (var load = place.java(LoadGenerator.class)) {
            var order = new LoadGenerator.Order(server.getAddress().getPort(), connections, seconds, rate, request);
            return new JsonMapper().readTree(load.ask(order.line()));
        }
    }

    @Test
    void fixedRate_sendsThatManyAndNoMore() {
        assertThat(load(4, 0.5, 100).path("calls").intValue()).isEqualTo(50).isEqualTo(calls.get());
    }

    @Test
    void fixedRate_serverStallsOnce_countsTheCallsThatCouldNotBeSent() {
        stallAt = 10;

        // one call stalls; of 100 a second on one connection some 30 more are late by what is left of the stall
        var found = load(1, 1, 100);

        assertThat(found.path("p99").doubleValue()).isGreaterThan(250);
        assertThat(found.path("calls").intValue()).isEqualTo(100);
    }

    @Test
    void answer_thatIsNoResult_countsAsFailure() {
        answer = "{\"error\":{}}";

        var found = load(1, 0.2, 20);

        assertThat(found.path("failures").intValue())
                .isEqualTo(found.path("calls").intValue());
        assertThat(found.path("failure").stringValue()).contains("{\"error\":{}}");
    }
}
