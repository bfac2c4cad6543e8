package io.nexusmcp.hub;

import io.nexusmcp.core.Secret;
import io.nexusmcp.dataplane.stdio.StdioFront;
import io.nexusmcp.hub.config.ConfigProblems;
import io.nexusmcp.hub.config.ConfigWatch;
import io.nexusmcp.hub.config.LiveConfig;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the hub until it is told to stop. */
@Command(
        name = "serve",
        description = "Runs the hub.",
        footer = {
            "",
            "Exit codes: 0 stopped by a signal or at the end of --stdio, 2 bad configuration,",
            "3 a port or the store cannot be had."
        })
final class ServeCommand implements Callable<Integer> {
    private static final Duration DEMO_START = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
    private static final Path USUAL_FILE = Path.of("nexus.yaml");

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration, YAML or JSON with comments.")
    @Nullable
    Path config;

    @Option(names = "--data", paramLabel = "DIR", description = "Data directory (default: ~/.local/share/nexus).")
    @Nullable
    Path data;

    @Option(names = "--demo", description = "Adds two small MCP servers to try the hub with.")
    boolean demo;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets one key, such as server.port=0; stronger than file and environment.")
    Map<String, String> settings = new HashMap<>();

    @Option(
            names = "--stdio",
            description =
                    "Also speaks MCP on standard input and output, as whoever NEXUS_API_KEY says; ends with them.")
    boolean stdio;

    @Option(names = "--key-file", paramLabel = "FILE", description = "With --stdio: file with the key, mode 0600.")
    @Nullable
    Path keyFile;

    private final Map<String, String> environment;

    ServeCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (keyFile != null && !stdio) {
            System.err.println("nexus: --key-file belongs to --stdio");
            return StartFailure.BAD_CONFIGURATION;
        }
        if (stdio) {
            System.setOut(System.err); // whatever else is printed must not get between the messages
        }
        try {
            var live = LiveConfig.load(Optional.ofNullable(config), environment, settings);
            HubLogging.configure(live.running().config());
            return run(live);
        } catch (ConfigProblems problems) {
            System.err.println(problems.getMessage());
            return StartFailure.BAD_CONFIGURATION;
        } catch (StartFailure failure) {
            System.err.println("nexus: " + failure.getMessage());
            return failure.exitCode();
        }
    }

    private int run(LiveConfig live) {
        var log = LoggerFactory.getLogger(ServeCommand.class);
        live.running().warnings().forEach(warning -> log.warn("{}", warning));
        if (config == null && Files.exists(USUAL_FILE)) {
            log.warn("{} in this folder is not read: start with --config {}", USUAL_FILE, USUAL_FILE);
        }
        var directory = DataPlace.of(Optional.ofNullable(data), environment);
        var key = StdioCaller.key(
                Optional.ofNullable(keyFile),
                environment,
                stdio && live.running().config().enableAuth());
        // before anybody can see a hub that runs, and stop it or change what it reads
        var stop = StopSignal.install();
        try (var watch = ConfigWatch.open(live::files, ConfigWatch.Pace.USUAL);
                var hub = Hub.start(live, directory, demo ? DemoServers.specs() : List.of(), environment)) {
            watch.start(hub::reload);
            if (demo) {
                awaitDemo(hub, stop); // so that the printed lines work at once
            }
            var front = stdio ? Optional.of(answer(hub, key, stop)) : Optional.<StdioFront>empty();
            if (front.isEmpty()) {
                Welcome.print(System.out, hub, live.running().config().server().host(), demo);
            }
            stop.await();
            watch.stop(); // a hub that ends takes no new rules
            log.info("stopping: calls that are running may take up to 30 s to finish");
            front.ifPresent(StdioFront::close);
            return 0;
        } catch (IOException e) {
            throw new StartFailure(StartFailure.NOTHING_TO_BE_HAD, "the configuration cannot be watched: " + e, e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** Keys are not shown then: clients write what a server prints to their logs. */
    private static StdioFront answer(Hub hub, Optional<Secret> key, StopSignal stop) {
        var streams = new StdioFront.Streams(
                new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
        var credential = StdioCaller.headers(key, () -> hub.running().config());
        return hub.answer(streams, credential, stop::noMoreToDo).orElseThrow(StdioCaller::refused);
    }

    private static void awaitDemo(Hub hub, StopSignal stop) throws InterruptedException {
        long end = System.nanoTime() + DEMO_START.toNanos();
        while (!hub.areSettled(DemoServers.specs()) && System.nanoTime() < end && !stop.await(BETWEEN_LOOKS)) {}
    }
}
