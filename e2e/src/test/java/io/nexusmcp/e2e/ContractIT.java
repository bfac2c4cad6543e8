package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.MisbehavingServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What scripts may rely on: options, files, exit codes, and what a hub does that can record nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final MisbehavingServer server = MisbehavingServer.start(Era.MODERN);
    private Path folder = Path.of("");
    private String printed = "";
    private HubProcess hub;

    @BeforeAll
    void start(@TempDir Path given) {
        folder = given;
        hub = HubProcess.start(new HubSetup().http("work", server.uri()), folder);
        printed = hub.log();
        hub.awaitServer("work");
    }

    @AfterAll
    void stop() {
        hub.close();
        server.close();
    }

    private Program nexus(Map<String, String> environment, String... arguments) {
        return Program.run(HubProcess.command(arguments), environment, folder, LIMIT);
    }

    private Program serve(Path data, String... more) {
        var arguments = new ArrayList<>(List.of("serve", "--data", data.toString()));
        arguments.addAll(List.of("--set", "server.port=0", "--set", "admin.port=0"));
        arguments.addAll(List.of(more));
        return nexus(Map.of(), arguments.toArray(String[]::new));
    }

    @Test
    void chosenPorts_arePrintedAndWritten() {
        var ports = hub.ports();
        assertThat(ports.path("server").intValue()).isPositive();
        assertThat(ports.path("admin").intValue()).isPositive();
        assertThat(printed).contains("127.0.0.1:" + ports.path("server") + "/mcp", "127.0.0.1:" + ports.path("admin"));
        assertThat(Http.get(hub.admin("/health/ready")).statusCode()).isEqualTo(200);
        assertThat(Http.get(hub.mcp("").resolve("/health/ready")).statusCode()).isEqualTo(200);
    }

    @Test
    void firstAdminKey_isPrintedAndItsOwnersAlone() throws IOException {
        var file = hub.data().resolve("admin-key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(printed).contains(hub.adminKey());
    }

    @Test
    void badConfiguration_endsWith2_namingAllProblemsWithTheirPlaces() throws IOException {
        var config = Files.writeString(folder.resolve("bad.yaml"), """
            serverr:
              port: 1
            enableAuth:
              - maybe
            limits: {maxDepth: many}
            """);
        var run = serve(folder.resolve("unused"), "--config", config.toString());
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err())
                .contains("bad.yaml:1:1", "serverr", "server", "bad.yaml:4:3", "bad.yaml:5:20")
                .doesNotContain("Exception", "\tat ");
        assertThat(folder.resolve("unused")).doesNotExist();
    }

    @Test
    void portThatIsTaken_endsWith3() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var run = serve(folder.resolve("other"), "--set", "server.port=" + taken.getLocalPort());
            assertThat(run.exit()).isEqualTo(3);
            assertThat(run.err())
                    .contains(Integer.toString(taken.getLocalPort()))
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void secondHub_onOneDataDirectory_endsWith3NamingTheFirst() {
        var run = serve(hub.data());
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err()).contains(Long.toString(hub.pid())).doesNotContain("\tat ");
        assertThat(hub.isAlive()).isTrue();
    }

    @Test
    void dataDirectory_thatCannotBe_endsWith3() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "");
        for (var place : List.of(file, Path.of("/proc/nexus"))) {
            var run = serve(place);
            assertThat(run.exit()).as(place.toString()).isEqualTo(3);
            assertThat(run.err()).doesNotContain("\tat ");
        }
    }

    @Test
    void plaintextListener_beyondLoopback_endsWith2() {
        var run = serve(folder.resolve("open"), "--set", "server.host=0.0.0.0");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("insecurePlaintext");
    }

    @Test
    void commands_findTheHubByItsDataDirectory_itsAddressAndItsKey() {
        var keyFile = hub.data().resolve("admin-key").toString();
        var url = hub.admin("").toString().replaceFirst("/$", "");
        for (var run : List.of(
                nexus(Map.of(), "server", "list", "--data", hub.data().toString()),
                nexus(Map.of("NEXUS_ADMIN_URL", url, "NEXUS_ADMIN_KEY", hub.adminKey()), "server", "list"),
                nexus(Map.of("NEXUS_ADMIN_URL", url), "server", "list", "--key-file", keyFile))) {
            assertThat(run.exit()).as(run.err()).isZero();
            assertThat(run.out()).contains("work");
            assertThat(run.out() + run.err()).doesNotContain(hub.adminKey());
        }
    }

    @Test
    void hub_startedFromAnotherFolderThroughSymbolicLinks_serves(@TempDir Path elsewhere) throws IOException {
        var real = Files.createDirectory(elsewhere.resolve("real"));
        Files.createSymbolicLink(elsewhere.resolve("link"), real);
        Files.writeString(real.resolve("nexus.yaml"), "server: {port: 1}\nadmin: {port: 0}\n");
        var process = new ProcessBuilder(HubProcess.command(
                        "serve", "--config", "link/nexus.yaml", "--data", "link/data", "--set", "server.port=0"))
                .directory(elsewhere.toFile())
                .redirectErrorStream(true)
                .redirectOutput(elsewhere.resolve("log").toFile())
                .start();
        try {
            await().atMost(LIMIT).until(() -> Files.exists(real.resolve("data/ports.json")));
            assertThat(Json.read(Files.readString(real.resolve("data/ports.json")))
                            .path("server")
                            .intValue())
                    .isGreaterThan(1);
        } finally {
            process.destroy();
            assertThat(process.onExit().join().exitValue()).isZero();
        }
    }

    @Test
    void script_calledThroughSymbolicLinksFromAnotherFolder_runsTheProgram(@TempDir Path elsewhere) throws IOException {
        var script = Path.of("..", "nexus").toRealPath();
        var built = Path.of("..", "hub", "target", "nexus", "lib").toAbsolutePath();
        assertThat(built).as("the packed hub").isDirectory();
        var root = Files.createDirectories(elsewhere.resolve("opt/nexus"));
        Files.copy(script, root.resolve("nexus"), StandardCopyOption.COPY_ATTRIBUTES);
        var dist = Files.createDirectories(root.resolve("hub/target/nexus"));
        Files.createSymbolicLink(dist.resolve("lib"), built);
        Files.createFile(dist.resolve(".built"));
        Files.createSymbolicLink(elsewhere.resolve("first"), Path.of("opt/nexus/nexus"));
        var link = Files.createSymbolicLink(
                Files.createDirectory(elsewhere.resolve("bin")).resolve("nexus"), Path.of("../first"));
        var environment = Map.of("NEXUS_JAVA_HOME", System.getProperty("java.home"), "NEXUS_AOT", "off");
        var version = Program.run(List.of(link.toString(), "version"), environment, folder, LIMIT);
        assertThat(version.exit()).as(version.err()).isZero();
        assertThat(version.out()).contains("nexus");
        var refused = Program.run(
                List.of(link.toString(), "serve", "--data", hub.data().toString()), environment, folder, LIMIT);
        assertThat(refused.exit()).as(refused.err()).isEqualTo(3);
    }

    @Test
    void hub_thatCanWriteNoAudit_refusesWhatIsNew_andRecoversWithTheDisk() throws IOException {
        var peer = Peer.modern(hub.mcp("work"), hub.adminKey());
        for (int at = 0; at < 300; at++) {
            peer.call("work", "{}");
        }
        int reached = server.requests().size();
        limitFiles(Long.toString(new Trail(hub.data()).text().length()));
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(Http.get(hub.admin("/health/ready")).statusCode())
                                .isEqualTo(503));
        assertThat(peer.call("work", "{}").status()).isEqualTo(503);
        assertThat(Http.get(hub.mcp("").resolve("/health/ready")).statusCode()).isEqualTo(503);
        assertThat(server.requests().size() - reached).isLessThanOrEqualTo(1);
        limitFiles("unlimited");
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(Http.get(hub.admin("/health/ready")).statusCode())
                                .isEqualTo(200));
        assertThat(peer.call("work", "{}").message()).contains("done");
        var verified = nexus(Map.of(), "audit", "verify", "--data", hub.data().toString());
        assertThat(verified.exit()).as(verified.out()).isZero();
    }

    /** Files that may not grow are to the hub what a full disk is. */
    private void limitFiles(String bytes) {
        var tool = Optional.of(Path.of("/usr/bin/prlimit")).filter(Files::isExecutable);
        if (tool.isEmpty()) {
            var line = "A full disk, because there is no prlimit (Debian package util-linux)";
            if ("true".equals(System.getenv("NEXUS_REQUIRE_ALL"))) {
                Assertions.fail(line);
            }
            System.out.println("Skipped: " + line);
            Assumptions.abort(line);
        }
        var limited = Program.run(
                List.of("/usr/bin/prlimit", "--pid", Long.toString(hub.pid()), "--fsize=" + bytes + ":unlimited"),
                Map.of(),
                folder,
                LIMIT);
        assertThat(limited.exit()).as(limited.err()).isZero();
    }
}
