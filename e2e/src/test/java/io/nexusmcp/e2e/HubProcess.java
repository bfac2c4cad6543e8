package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The product as a process: started with a configuration file and a data directory, known only by its contract. */
final class HubProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(40);

    private final Path folder;
    private final Path data;
    private final Path log;
    private final Process process;
    private final Map<String, String> hosts;

    private HubProcess(Path folder, Process process, Map<String, String> hosts) {
        this.folder = folder;
        this.data = folder.resolve("data");
        this.log = folder.resolve("hub.log");
        this.process = process;
        this.hosts = hosts;
    }

    /** By which name each listener is reached. */
    private static Map<String, String> hosts(HubSetup setup) {
        var hosts = new HashMap<String, String>();
        for (var listener : List.of("server", "admin")) {
            var host = setup.root().path(listener).path("host").asString("");
            boolean isNamed = !List.of("", "127.0.0.1", "0.0.0.0").contains(host);
            hosts.put(listener, isNamed ? host : "localhost");
        }
        return hosts;
    }

    /** Replaces the configuration file as an editor does; the hub is not told. */
    void configure(HubSetup setup) {
        try {
            var fresh = Files.writeString(folder.resolve("nexus.json.new"), setup.text());
            Files.move(fresh, folder.resolve("nexus.json"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Starts and waits until the hub is ready; keeps everything under {@code folder}. */
    static HubProcess start(HubSetup setup, Path folder) {
        var hub = launch(setup, folder);
        hub.awaitReady();
        return hub;
    }

    /** Starts without waiting. */
    static HubProcess launch(HubSetup setup, Path folder) {
        try {
            var config = Files.writeString(folder.resolve("nexus.json"), setup.text());
            var data = folder.resolve("data");
            Files.deleteIfExists(data.resolve("ports.json"));
            var log = folder.resolve("hub.log");
            var builder = new ProcessBuilder(command("serve", "--config", config.toString(), "--data", data.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(setup.environment());
            var process = builder.start();
            process.getOutputStream().close();
            return new HubProcess(folder, process, hosts(setup));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The command line that runs the product with these arguments. */
    static List<String> command(String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.nexusmcp.hub.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    private void awaitReady() {
        await().atMost(START).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            assertThat(process.isAlive()).as("the hub runs:\n%s", log()).isTrue();
            assertThat(data.resolve("ports.json")).exists();
            assertThat(Http.get(admin("/health/ready")).statusCode()).isEqualTo(200);
        });
    }

    /** Waits until the named server's tools can be listed through the hub. */
    HubProcess awaitServer(String name) {
        await().atMost(START)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(Http.modern(mcp(name), adminKey(), "tools/list", Json.object())
                                .path("result")
                                .path("tools"))
                        .as("tools of %s:\n%s", name, log())
                        .isNotEmpty());
        return this;
    }

    /** Starts the children that a fixture has for the administrator, by what it can be asked, so that no test waits. */
    void warmUp(String server) {
        for (var capabilities : List.of("{}", "{\"elicitation\":{}}")) {
            var call = Json.object().put("name", "test_simple_text");
            Http.modern(mcp(server), adminKey(), "tools/call", call, (ObjectNode) Json.read(capabilities));
        }
    }

    private int port(String name) {
        return Json.read(read("ports.json")).path(name).intValue();
    }

    /** The endpoint of one server, or of all together for an empty name. */
    URI mcp(String server) {
        return URI.create("http://" + hosts.get("server") + ":" + port("server")
                + (server.isEmpty() ? "/mcp" : "/mcp/s/" + server));
    }

    URI admin(String path) {
        return URI.create("http://" + hosts.get("admin") + ":" + port("admin") + path);
    }

    String adminKey() {
        return read("admin-key").strip();
    }

    Path data() {
        return data;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    private String read(String file) {
        try {
            return Files.readString(data.resolve(file));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    /** The last lines of what the hub printed. */
    String log() {
        try {
            var lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    /** Ends it without a warning, as a power cut would. */
    void kill() {
        process.destroyForcibly();
        exit();
    }

    /** Asks it to end and gives its exit code. */
    int stop() {
        process.destroy();
        return exit();
    }

    private int exit() {
        try {
            assertThat(process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS))
                    .as("the hub ends:\n%s", log())
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** Waits for a hub that is expected to refuse to start. */
    int awaitExit() {
        return exit();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }

    JsonNode ports() {
        return Json.read(read("ports.json"));
    }
}
