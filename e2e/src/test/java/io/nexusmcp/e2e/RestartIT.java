package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.e2e.RestlessClient.End;
import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hub is restarted while clients of both eras call through it on open streams. */
class RestartIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern NONCE = Pattern.compile("\"nonce\":\"([^\"]+)\"");
    private static final int CALLS = 5;

    private static int port(HubProcess hub) {
        return hub.mcp("").getPort();
    }

    private static HubSetup fixed(HubSetup setup, HubProcess hub) {
        return setup.with("{\"server\":{\"port\":" + port(hub) + "}}");
    }

    private static Map<String, Integer> executions(List<HttpFixture> servers) {
        var all = new HashMap<String, Integer>();
        for (var server : servers) {
            for (var request : server.requests()) {
                var nonce = NONCE.matcher(request.body());
                if (nonce.find()) {
                    all.merge(nonce.group(1), 1, Integer::sum);
                }
            }
        }
        return all;
    }

    private static void awaitCalls(List<RestlessClient> clients, int more) {
        var before = clients.stream().map(RestlessClient::answered).toList();
        await().atMost(PATIENCE).untilAsserted(() -> {
            for (int at = 0; at < clients.size(); at++) {
                assertThat(clients.get(at).problem()).isEmpty();
                assertThat(clients.get(at).answered()).isGreaterThanOrEqualTo(before.get(at) + more);
            }
        });
    }

    @Test
    void restart_underLoad_letsEveryClientGoOn_andExecutesNothingTwice(@TempDir Path folder) throws Exception {
        var clients = new ArrayList<RestlessClient>();
        try (var legacy = HttpFixture.start(Era.LEGACY, 0);
                var modern = HttpFixture.start(Era.MODERN, 0)) {
            var setup = new HubSetup().http("legacy", legacy.uri()).http("modern", modern.uri());
            var hub = HubProcess.start(setup, folder);
            try {
                for (var server : List.of("legacy", "modern")) {
                    hub.awaitServer(server);
                    for (boolean isModern : new boolean[] {false, true}) {
                        for (int twin = 0; twin < 2; twin++) {
                            var name = (isModern ? "stateless" : "session") + twin + "-of-" + server;
                            clients.add(RestlessClient.start(name, hub.mcp(server), hub.adminKey(), isModern));
                        }
                    }
                }
                awaitCalls(clients, CALLS);
                var streams = clients.stream().map(RestlessClient::listened).toList();
                var samePort = fixed(setup, hub);
                assertThat(hub.stop()).isZero();
                hub = HubProcess.start(samePort, folder);
                awaitCalls(clients, CALLS);
                for (int at = 0; at < clients.size(); at++) {
                    var client = clients.get(at);
                    int before = streams.get(at);
                    await().atMost(PATIENCE)
                            .until(() -> client.listened() > before || client.listened() == Integer.MAX_VALUE);
                }
                for (var client : clients) {
                    client.finish();
                }
            } finally {
                clients.forEach(RestlessClient::close);
                hub.close();
            }
            var executions = executions(List.of(legacy, modern));
            assertThat(executions.values()).as("nothing is executed twice").containsOnly(1);
            for (var client : clients) {
                assertThat(client.problem()).isEmpty();
                client.ends().forEach((nonce, end) -> {
                    assertThat(executions.containsKey(nonce))
                            .as("%s was executed, and its client was told %s", nonce, end)
                            .isEqualTo(end == End.ANSWERED);
                });
                assertThat(client.ends().values().stream().filter(End.LOST::equals))
                        .as("requests that met a connection as it closed: %s", client.ends())
                        .hasSizeLessThanOrEqualTo(1);
            }
        }
    }
}
