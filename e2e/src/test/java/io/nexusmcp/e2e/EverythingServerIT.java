package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The reference server that others wrote works behind the hub, as a child process and over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EverythingServerIT {
    private static final String SCRIPT = "node_modules/@modelcontextprotocol/server-everything/dist/index.js";

    private final NpmTools npm = NpmTools.require();
    private Process remote;
    private Process older;
    private HubProcess hub;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        int port = freePort();
        remote = startRemote("streamableHttp", port, folder);
        int olderPort = freePort();
        older = startRemote("sse", olderPort, folder);
        hub = HubProcess.start(
                new HubSetup()
                        .stdio("everything-stdio", npm.command(SCRIPT, "stdio"))
                        .http("everything-http", URI.create("http://127.0.0.1:" + port + "/mcp"))
                        .http("everything-sse", URI.create("http://127.0.0.1:" + olderPort + "/sse")),
                folder);
        hub.awaitServer("everything-stdio").awaitServer("everything-http").awaitServer("everything-sse");
    }

    private Process startRemote(String transport, int port, Path folder) throws IOException {
        var builder = new ProcessBuilder(npm.preloadedCommand("loopback.mjs", SCRIPT, transport))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(transport + ".log").toFile());
        builder.environment().put("PORT", Integer.toString(port));
        var process = builder.start();
        await().ignoreExceptionsInstanceOf(ConnectException.class).until(() -> {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            }
        });
        return process;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @AfterAll
    void stop() {
        hub.close();
        remote.destroyForcibly();
        older.destroyForcibly();
    }

    @ParameterizedTest
    @ValueSource(strings = {"everything-stdio", "everything-http", "everything-sse"})
    void everything_throughHub_works(String server) {
        assertThat(call(server, "echo", "{\"message\":\"hello\"}").toString()).contains("Echo: hello");
        assertThat(call(server, "get-sum", "{\"a\":19,\"b\":23}").toString()).contains("42");
        assertThat(call(server, "get-structured-content", "{\"location\":\"Chicago\"}")
                        .path("structuredContent")
                        .has("temperature"))
                .isTrue();
        assertThat(ask(server, "resources/list").path("resources")).isNotEmpty();
        assertThat(ask(server, "resources/templates/list").path("resourceTemplates"))
                .isNotEmpty();
        assertThat(ask(server, "prompts/list").path("prompts")).isNotEmpty();
        assertThat(call(server, "trigger-long-running-operation", "{\"duration\":1,\"steps\":2}")
                        .toString())
                .contains("completed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"everything-stdio", "everything-http", "everything-sse"})
    void everything_badArguments_areAFailedResult(String server) {
        assertThat(call(server, "get-sum", "{\"a\":\"nineteen\"}")
                        .path("isError")
                        .booleanValue())
                .isTrue();
    }

    private JsonNode ask(String server, String method) {
        return Http.modern(hub.mcp(server), hub.adminKey(), method, Json.object())
                .path("result");
    }

    private JsonNode call(String server, String tool, String arguments) {
        var params = Json.object().put("name", tool);
        params.set("arguments", Json.read(arguments));
        return Http.modern(hub.mcp(server), hub.adminKey(), "tools/call", params)
                .path("result");
    }
}
