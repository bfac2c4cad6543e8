package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The {@code nexus} script as it stands in a folder with what the build has made. */
class LauncherIT {
    private static final Path SCRIPT = Path.of("../nexus").toAbsolutePath().normalize();
    private static final Path BUILT =
            Path.of("../hub/target/nexus/lib").toAbsolutePath().normalize();
    private static final Duration START = Duration.ofSeconds(90);

    @TempDir
    private Path home;

    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void install() throws IOException {
        assertThat(BUILT).isNotEmptyDirectory();
        Files.copy(SCRIPT, home.resolve("nexus"), StandardCopyOption.COPY_ATTRIBUTES);
        var dist = Files.createDirectories(dist());
        Files.createSymbolicLink(dist.resolve("lib"), BUILT);
        Files.createFile(dist.resolve(".built"));
    }

    @AfterEach
    void stop() throws InterruptedException, IOException {
        for (var hub : started) {
            hub.destroy();
            hub.waitFor();
        }
        Files.delete(dist().resolve("lib"));
    }

    private Path dist() {
        return home.resolve("hub/target/nexus");
    }

    @Test
    void serve_firstStart_makesTheStartUpCacheAndStartsFromIt() throws IOException {
        var hub = serve(home.resolve("nexus"), home);

        assertThat(dist().resolve("nexus.aot")).isNotEmptyFile();
        assertThat(Files.readString(Path.of("/proc", Long.toString(hub.pid()), "maps")))
                .as("files that the process has mapped")
                .contains("nexus.aot");
    }

    @Test
    void serve_throughASymbolicLinkFromAnotherFolder_starts() throws IOException {
        var elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        Files.createSymbolicLink(elsewhere.resolve("nx"), Path.of("../nexus"));

        var hub = serve(elsewhere.resolve("nx"), elsewhere);

        assertThat(hub.isAlive()).isTrue();
    }

    @Test
    void version_isPrinted_withoutACache() {
        var version = Program.run(List.of(home.resolve("nexus").toString(), "version"), Map.of(), home, START);

        assertThat(version.exit()).as(version.err()).isZero();
        assertThat(version.out()).startsWith("nexus ");
    }

    @Test
    void serve_heapAsAsked_isTheHeapOfTheProcess() throws IOException {
        var hub = serve(home.resolve("nexus"), home, Map.of("NEXUS_HEAP", "64m", "NEXUS_AOT", "off"));

        assertThat(Files.readString(Path.of("/proc", Long.toString(hub.pid()), "cmdline")))
                .contains("-Xmx64m")
                .doesNotContain("-Xms");
        assertThat(dist().resolve("nexus.aot")).doesNotExist();
    }

    private Process serve(Path launcher, Path folder) throws IOException {
        return serve(launcher, folder, Map.of());
    }

    /** Returns when the hub is ready. */
    private Process serve(Path launcher, Path folder, Map<String, String> environment) throws IOException {
        var log = home.resolve("hub.log");
        var builder = new ProcessBuilder(
                        launcher.toString(),
                        "serve",
                        "--data",
                        home.resolve("data").toString(),
                        "--set",
                        "server.port=0",
                        "--set",
                        "admin.port=0")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        var hub = builder.start();
        started.add(hub);
        await().atMost(START).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            assertThat(hub.isAlive()).as(Files.readString(log)).isTrue();
            var ports = home.resolve("data/ports.json");
            assertThat(ports).exists();
            var port = Json.read(Files.readString(ports)).path("admin").intValue();
            assertThat(Http.get(URI.create("http://localhost:" + port + "/health/ready"))
                            .statusCode())
                    .isEqualTo(200);
        });
        return hub;
    }
}
