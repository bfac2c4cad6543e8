package io.nexusmcp.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.hub.config.LiveConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Starts a hub on a throw-away directory, calls tools and stops: what the start-up cache is recorded from. */
@Command(name = "warm-up", hidden = true, description = "Exercises a start for the start-up cache.")
final class WarmUpCommand implements Callable<Integer> {
    private static final int CALLS = 200;
    private static final int MAX_TRIES = 300;
    private static final long BETWEEN_TRIES_MILLIS = 50;
    private static final Map<String, String> SETTINGS = Map.of(
            "server.port", "0",
            "admin.port", "0",
            "logging.level", "error",
            "rateLimit.perCaller.requests", "1000000",
            "rateLimit.perIp.requests", "1000000");
    private static final String CALL = """
        {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"toolbox__hash","arguments":{"text":"warm"},\
        "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",\
        "io.modelcontextprotocol/clientCapabilities":{}}}}\
        """;

    private final Map<String, String> environment;

    WarmUpCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    /** 0 when tools were called; 1 when no server came up, and then the launcher keeps no cache. */
    @Override
    public Integer call() throws IOException, InterruptedException {
        var directory = Files.createTempDirectory("nexus-warm-up");
        try {
            var live = LiveConfig.load(Optional.empty(), Map.of(), SETTINGS);
            HubLogging.configure(live.running().config());
            try (var hub = Hub.start(live, directory, DemoServers.specs(), environment)) {
                return callTools(hub) ? 0 : 1;
            }
        } finally {
            delete(directory);
        }
    }

    private static boolean callTools(Hub hub) throws IOException, InterruptedException {
        int tries = 0;
        while (!isAnswered(hub)) {
            if (++tries == MAX_TRIES) {
                return false;
            }
            Thread.sleep(BETWEEN_TRIES_MILLIS);
        }
        for (int count = 0; count < CALLS; count++) {
            if (!isAnswered(hub)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAnswered(Hub hub) throws IOException {
        var request = "POST /mcp HTTP/1.1\r\nHost: localhost:" + hub.serverPort() + "\r\nConnection: close\r\n"
                + "Authorization: Bearer " + hub.firstAdminKey().orElse("none") + "\r\n"
                + "Accept: application/json, text/event-stream\r\nContent-Type: application/json\r\n"
                + "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: toolbox__hash\r\n"
                + "Content-Length: " + CALL.length() + "\r\n\r\n" + CALL;
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), hub.serverPort())) {
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8).contains("\"result\"");
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
