package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** A hub that a client starts and speaks to on its standard streams; every line it prints must be a message. */
final class StdioHub implements ConnectedClient {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Process process;
    private final OutputStream in;
    private final Path log;
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();

    private StdioHub(Process process, Path log) {
        this.process = process;
        this.in = process.getOutputStream();
        this.log = log;
        Thread.ofPlatform().daemon().start(this::read);
    }

    /** The command line of {@code serve --stdio} with the configuration in {@code folder}. */
    static List<String> command(HubSetup setup, Path folder, String... more) {
        try {
            var config = Files.writeString(folder.resolve("stdio.json"), setup.text());
            var command = HubProcess.command(
                    "serve",
                    "--stdio",
                    "--config",
                    config.toString(),
                    "--data",
                    folder.resolve("data").toString());
            var all = new ArrayList<>(command);
            all.addAll(List.of(more));
            return all;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static StdioHub start(List<String> command, Map<String, String> environment, Path folder) {
        var log = folder.resolve("stdio.log");
        var builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().putAll(environment);
        try {
            return new StdioHub(builder.start(), log);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void read() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = out.readLine(); line != null; line = out.readLine()) {
                messages.add(
                        line.startsWith("{") || line.startsWith("[")
                                ? Json.read(line)
                                : Json.object().put("noise", line));
            }
        } catch (IOException closed) {
            // the hub has ended
        }
    }

    @Override
    public void send(String line) {
        write(line + "\n");
    }

    void write(String text) {
        try {
            in.write(text.getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void closeInput() {
        try {
            in.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Of those that are dropped, none may be noise. */
    @Override
    public JsonNode next(Predicate<JsonNode> wanted) {
        try {
            while (true) {
                var message = messages.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
                assertThat(message).as("a message within a minute:\n%s", log()).isNotNull();
                assertThat(message.has("noise")).as("noise: %s", message).isFalse();
                if (wanted.test(message)) {
                    return message;
                }
            }
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.destroy();
    }

    int exit() {
        try {
            assertThat(process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                    .as("the hub ends:\n%s", log())
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void close() {
        process.destroy();
        exit();
    }
}
