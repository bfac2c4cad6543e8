package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A hub whose configuration changes while it runs; each change is one, if only for the name of its schema. */
final class Trial implements AutoCloseable {
    private final HubSetup plain;
    private final HubProcess hub;
    private final Operator operator;
    private int changes;

    private Trial(HubSetup plain, HubProcess hub) {
        this.plain = plain;
        this.hub = hub;
        this.operator = new Operator(hub);
    }

    /** Starts with what every proof of a class has in common. */
    static Trial start(HubSetup plain, Path folder) {
        return new Trial(plain, HubProcess.start(plain, folder));
    }

    /** Puts a JSON text over the common configuration, in place of an earlier one, and returns when it is in force. */
    void with(String members) {
        var setup = plain.with(members);
        setup.root().put("$schema", "change-" + ++changes);
        int before = reloads().size();
        hub.configure(setup);
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(reloads()).hasSizeGreaterThan(before));
        assertThat(reloads().getLast().path("outcome").stringValue())
                .as(hub.log())
                .isEqualTo("allowed");
    }

    /** Back to the common configuration. */
    void without() {
        with("{}");
    }

    private List<JsonNode> reloads() {
        return new Trail(hub.data())
                .lines().stream()
                        .filter(line -> line.path("operation").asString("").equals("reload"))
                        .toList();
    }

    HubProcess hub() {
        return hub;
    }

    Operator operator() {
        return operator;
    }

    /** Whoever holds the first administrator's key, at one server's endpoint or at that of all. */
    Peer peer(String server) {
        return Peer.modern(hub.mcp(server), hub.adminKey());
    }

    Peer peer(String server, Operator.Key key) {
        return Peer.modern(hub.mcp(server), key.secret());
    }

    @Override
    public void close() {
        hub.close();
    }
}
