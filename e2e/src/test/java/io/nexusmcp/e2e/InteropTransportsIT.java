package io.nexusmcp.e2e;

import io.nexusmcp.testkit.ChildCommand;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SDKs' clients on the transports besides HTTP that they have: as those who start the hub, and over WebSocket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InteropTransportsIT {
    /** One server, with its own names on the endpoint of all. */
    private static final HubSetup SETUP = new HubSetup()
            .stdio("host", ChildCommand.of(JavaSdkServer.class), false)
            .with("{\"mcpServers\":{\"host\":{\"prefix\":\"\"}}}");

    private final NpmTools npm = NpmTools.require();
    private final PythonTools python = PythonTools.require();
    private Path folder = Path.of("");
    private String key = "";

    /** The key is made by a hub that then ends. */
    @BeforeAll
    void start(@TempDir Path given) {
        folder = given;
        try (var hub = HubProcess.start(SETUP, given)) {
            key = new Operator(hub).user("desk", "execute:tools/host/*").secret();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "typescript-1",
                "typescript-2 legacy",
                "typescript-2 modern",
                "java",
                "python legacy",
                "python modern"
            })
    void clientThatStartsTheHub_callsHearsProgressAndIsAsked(String client) {
        var hub = StdioHub.command(SETUP, folder);
        var era = client.substring(client.indexOf(' ') + 1);
        switch (client) {
            case "java" -> Meeting.ofJava(JavaSdk.stdio(hub, key));
            case "typescript-1" -> Meeting.of(npm.command("meet-v1.mjs", "stdio"), key, hub);
            case "typescript-2 legacy", "typescript-2 modern" ->
                Meeting.of(npm.command("meet-v2.mjs", "stdio", era), key, hub);
            default -> Meeting.of(python.command("meet.py", "stdio", era), key, hub);
        }
    }

    /** The one SDK that has a client for it. */
    @Test
    void clientOverWebSocket_callsHearsProgressAndIsAsked() {
        try (var hub = HubProcess.start(SETUP, folder)) {
            hub.awaitServer("host");
            for (var path : List.of("/mcp/ws", "/mcp/s/host/ws")) {
                var place = "ws://localhost:" + hub.mcp("").getPort() + path;
                Meeting.of(npm.command("meet-v1.mjs", place), key);
            }
        }
    }
}
