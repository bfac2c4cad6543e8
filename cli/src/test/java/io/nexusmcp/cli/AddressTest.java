package io.nexusmcp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    private static final String LIST = "GET /api/v1/servers";

    private final RecordedHub hub = new RecordedHub().on(LIST, "{\"servers\":[]}");

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void data_hasPortsAndKey_findsTheHubByItself() throws IOException {
        started(directory);

        assertThat(Run.in(Map.of(), "server", "list", "--data", directory.toString())
                        .exit())
                .isZero();
        assertThat(hub.asked.getFirst().authorization()).isEqualTo("Bearer nxk_first");
    }

    @Test
    void defaultDataDirectory_isFoundThroughTheEnvironment() throws IOException {
        started(Files.createDirectory(directory.resolve("nexus")));

        assertThat(Run.in(Map.of("XDG_DATA_HOME", directory.toString()), "server", "list")
                        .exit())
                .isZero();
        assertThat(hub.asked).hasSize(1);
    }

    @Test
    void home_isUsedWhereXdgIsNotSet() {
        var shell = new Shell(
                new java.io.PrintWriter(System.out, false, java.nio.charset.StandardCharsets.UTF_8),
                new java.io.PrintWriter(System.err, false, java.nio.charset.StandardCharsets.UTF_8),
                Map.of("HOME", "/home/ana"),
                false);

        assertThat(shell.defaultDataDirectory()).isEqualTo(Path.of("/home/ana/.local/share/nexus"));
    }

    @Test
    void options_winOverTheEnvironment() throws IOException {
        var file = key(directory.resolve("key"), "nxk_file", "rw-------");

        var run = Run.in(
                Map.of("NEXUS_ADMIN_URL", "http://127.0.0.1:1", "NEXUS_ADMIN_KEY", "nxk_other"),
                "server",
                "list",
                "--url",
                hub.url() + "/",
                "--key-file",
                file.toString());

        assertThat(run.exit()).isZero();
        assertThat(hub.asked.getFirst().authorization()).isEqualTo("Bearer nxk_file");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void keyFile_thatOthersCanRead_isWarnedOf() throws IOException {
        var file = key(directory.resolve("key"), "nxk_file", "rw-r--r--");

        var run = Run.in(Map.of("NEXUS_ADMIN_URL", hub.url()), "server", "list", "--key-file", file.toString());

        assertThat(run.exit()).isZero();
        assertThat(run.err()).contains("chmod 600").doesNotContain("nxk_file");
    }

    /** The first key of a hub on this machine must not leave it because an address was mistyped. */
    @Test
    void keyOfTheDataDirectory_isNotSentToAnotherMachine() throws IOException {
        started(Files.createDirectory(directory.resolve("nexus")));

        var run = Run.in(
                Map.of("XDG_DATA_HOME", directory.toString()), "server", "list", "--url", "https://hub.example:3001");

        assertThat(run.exit()).isEqualTo(ExitCode.NOT_AUTHORIZED.code());
        assertThat(run.err()).contains("There is no admin key.");
    }

    /** After kill -9 another user may listen on the port the hub had, and would be shown the key. */
    @Test
    void keyOfTheDataDirectory_isNotSentToThePortOfAHubThatWasKilled() throws IOException, InterruptedException {
        started(directory);
        var gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Files.writeString(directory.resolve("holder.json"), "{\"pid\":" + gone.pid() + "}");

        var run = Run.in(Map.of(), "server", "list", "--data", directory.toString());

        assertThat(run.exit()).isEqualTo(ExitCode.UNREACHABLE.code());
        assertThat(run.err()).contains("no longer runs");
        assertThat(hub.asked).isEmpty();
    }

    @Test
    void portsOfAHubThatRuns_areUsed() throws IOException {
        started(directory);
        Files.writeString(
                directory.resolve("holder.json"),
                "{\"pid\":" + ProcessHandle.current().pid() + "}");

        assertThat(Run.in(Map.of(), "server", "list", "--data", directory.toString())
                        .exit())
                .isZero();
    }

    /** Without a hub the usual port may be anybody's. */
    @Test
    void keyOfTheDataDirectory_isNotSentToTheUsualPortWithoutAHub() throws IOException {
        var data = Files.createDirectory(directory.resolve("nexus"));
        key(data.resolve("admin-key"), "nxk_first", "rw-------");

        var run = Run.in(Map.of("XDG_DATA_HOME", directory.toString()), "server", "list");

        assertThat(run.exit()).isEqualTo(ExitCode.UNREACHABLE.code());
        assertThat(run.err()).contains("No hub has written its ports");
    }

    @Test
    void plainHttpToAnotherMachine_isRefused() {
        var run = Run.in(Map.of("NEXUS_ADMIN_KEY", "nxk_x"), "server", "list", "--url", "http://hub.example:3001");

        assertThat(run.exit()).isEqualTo(ExitCode.USAGE.code());
        assertThat(run.err()).contains("unencrypted").contains("--insecure-plaintext");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1", "127.0.0.1:3001", "http://user:pw@127.0.0.1", "http:///x"})
    void url_thatIsNoAddressOfAHub_isRefused(String url) {
        assertThat(Run.in(Map.of("NEXUS_ADMIN_KEY", "nxk_x", "NEXUS_ADMIN_URL", url), "server", "list")
                        .exit())
                .isEqualTo(ExitCode.USAGE.code());
    }

    @Test
    void data_withoutAHub_saysHowToStartOne() {
        var run = Run.in(Map.of("NEXUS_ADMIN_KEY", "nxk_x"), "server", "list", "--data", directory.toString());

        assertThat(run.exit()).isEqualTo(ExitCode.UNREACHABLE.code());
        assertThat(run.err()).contains("nexus serve --data");
    }

    @Test
    void portsFile_thatIsBroken_isNotGuessed() throws IOException {
        Files.writeString(directory.resolve("ports.json"), "{\"server\":");

        assertThat(Run.in(Map.of("NEXUS_ADMIN_KEY", "nxk_x"), "status", "--data", directory.toString())
                        .exit())
                .isEqualTo(ExitCode.UNREACHABLE.code());
    }

    @Test
    void key_cannotBeGivenOnTheCommandLine() {
        assertThat(Run.against(hub, "server", "list", "--key", "nxk_x").exit()).isEqualTo(ExitCode.USAGE.code());
    }

    @Test
    void keyFile_thatHoldsSomethingElse_isRefusedWithoutShowingIt() throws IOException {
        var file = key(directory.resolve("key"), "two words\nand lines", "rw-------");

        var run = Run.in(Map.of("NEXUS_ADMIN_URL", hub.url()), "server", "list", "--key-file", file.toString());

        assertThat(run.exit()).isEqualTo(ExitCode.USAGE.code());
        assertThat(run.err()).doesNotContain("two words");
    }

    private void started(Path data) throws IOException {
        Files.writeString(data.resolve("ports.json"), "{\"server\":3000,\"admin\":" + hub.port() + "}");
        key(data.resolve("admin-key"), "nxk_first", "rw-------");
    }

    private static Path key(Path file, String key, String mode) throws IOException {
        Files.writeString(file, key + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
