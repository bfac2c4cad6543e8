package io.nexusmcp.e2e;

import io.nexusmcp.testkit.ChildCommand;
import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import io.nexusmcp.testkit.StdioFixture;
import java.nio.file.Path;
import java.util.List;

/** A hub with servers of both eras whose clients come over WebSocket, and whose configuration changes while it runs. */
final class SocketTrial implements AutoCloseable {
    /** The largest message, in bytes. */
    static final int MAX = 64 << 10;

    private final HttpFixture legacy = HttpFixture.start(Era.LEGACY, 0);
    private final HttpFixture modern = HttpFixture.start(Era.MODERN, 0);
    private final Trial trial;

    SocketTrial(Path folder) {
        trial = Trial.start(
                new HubSetup()
                        .http("legacy", legacy.uri())
                        .http("modern", modern.uri())
                        .stdio("child", ChildCommand.of(StdioFixture.class, "legacy"), false)
                        .with("{\"limits\":{\"maxBodyBytes\":" + MAX + ",\"bodyTimeout\":\"2s\",\"minDataRate\":0}}"),
                folder);
        List.of("legacy", "modern", "child").forEach(trial.hub()::awaitServer);
    }

    /** Where a server's clients ask for a WebSocket, or those of all for an empty name. */
    static String path(String server) {
        return server.isEmpty() ? "/mcp/ws" : "/mcp/s/" + server + "/ws";
    }

    RawWebSocket upgrade(String path, String... headers) {
        return RawWebSocket.open(port(), path, List.of(headers));
    }

    RawWebSocket open(String server) {
        return upgrade(path(server), "Authorization: Bearer " + hub().adminKey());
    }

    RawWebSocket initialized(String server, String revision, String capabilities) {
        var socket = open(server);
        if (socket.upgraded().status() != 101) {
            throw new AssertionError("not upgraded: " + socket.upgraded());
        }
        socket.initialize(revision, capabilities);
        return socket;
    }

    int port() {
        return hub().mcp("").getPort();
    }

    HttpFixture legacy() {
        return legacy;
    }

    HubProcess hub() {
        return trial.hub();
    }

    Operator operator() {
        return trial.operator();
    }

    void with(String members) {
        trial.with(members);
    }

    void without() {
        trial.without();
    }

    @Override
    public void close() {
        trial.close();
        legacy.close();
        modern.close();
    }
}
