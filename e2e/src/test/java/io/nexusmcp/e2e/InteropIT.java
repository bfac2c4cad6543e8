package io.nexusmcp.e2e;

import io.nexusmcp.testkit.ChildCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every SDK's client with every SDK's server through the hub, in every era they speak: calls, progress, questions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InteropIT {
    private static final String LEGACY = "{\"mcpServers\":{\"%s\":{\"era\":\"legacy\"}}}";
    private static final List<String> SERVERS = List.of(
            "typescript-1", "typescript-2-legacy", "typescript-2-modern", "java", "python-legacy", "python-modern");
    private static final List<String> CLIENTS = List.of(
            "typescript-1", "typescript-2 legacy", "typescript-2 modern", "java", "python legacy", "python modern");

    private final NpmTools npm = NpmTools.require();
    private final PythonTools python = PythonTools.require();
    private HubProcess hub;

    @BeforeAll
    void start(@TempDir Path folder) {
        var setup = new HubSetup()
                .stdio("typescript-1", npm.command("host-v1.mjs"), false)
                .stdio("typescript-2-legacy", npm.command("host-v2.mjs"), false)
                .stdio("typescript-2-modern", npm.command("host-v2.mjs"), false)
                .stdio("java", ChildCommand.of(JavaSdkServer.class), false)
                .stdio("python-legacy", python.command("host.py"), false)
                .stdio("python-modern", python.command("host.py"), false)
                .with(LEGACY.formatted("typescript-2-legacy"))
                .with(LEGACY.formatted("python-legacy"));
        hub = HubProcess.start(setup, folder);
        SERVERS.forEach(hub::awaitServer);
    }

    @AfterAll
    void stop() {
        hub.close();
    }

    static Stream<Arguments> pairs() {
        return CLIENTS.stream().flatMap(client -> SERVERS.stream().map(server -> Arguments.of(client, server)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void client_withServerOfAnySdk_callsHearsProgressAndIsAsked(String client, String server) {
        var url = hub.mcp(server).toString();
        var era = client.substring(client.indexOf(' ') + 1);
        switch (client) {
            case "java" -> Meeting.ofJava(JavaSdk.http(hub.mcp(server), hub.adminKey()));
            case "typescript-1" -> Meeting.of(npm.command("meet-v1.mjs", url), hub.adminKey());
            case "typescript-2 legacy", "typescript-2 modern" ->
                Meeting.of(npm.command("meet-v2.mjs", url, era), hub.adminKey());
            default -> Meeting.of(python.command("meet.py", url, era), hub.adminKey());
        }
    }
}
