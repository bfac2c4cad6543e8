package io.nexusmcp.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.hub.config.LiveConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Starts a hub on a throw-away directory, uses it a little and stops: what the start-up cache is recorded from. */
@Command(name = "warm-up", hidden = true, description = "Exercises a start for the start-up cache.")
final class WarmUpCommand implements Callable<Integer> {
    private static final int REQUESTS = 50;

    private final Map<String, String> environment;

    WarmUpCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        var directory = Files.createTempDirectory("nexus-warm-up");
        try {
            var live = LiveConfig.load(
                    Optional.empty(),
                    Map.of(),
                    Map.of("server.port", "0", "admin.port", "0", "logging.level", "error"));
            HubLogging.configure(live.running().config());
            try (var hub = Hub.start(live, directory, List.of(), environment)) {
                for (int count = 0; count < REQUESTS; count++) {
                    ask(hub);
                }
            }
            return 0;
        } finally {
            delete(directory);
        }
    }

    private static void ask(Hub hub) throws IOException {
        var body =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                    + "\"capabilities\":{},\"clientInfo\":{\"name\":\"warm-up\",\"version\":\"1\"}}}";
        var request = "POST /mcp HTTP/1.1\r\nHost: localhost:" + hub.serverPort() + "\r\nConnection: close\r\n"
                + "Authorization: Bearer " + hub.firstAdminKey().orElse("none") + "\r\n"
                + "Accept: application/json, text/event-stream\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), hub.serverPort())) {
            socket.getOutputStream().write(request.getBytes(UTF_8));
            socket.getInputStream().readAllBytes();
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
