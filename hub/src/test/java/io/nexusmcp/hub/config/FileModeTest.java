package io.nexusmcp.hub.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileModeTest {
    @TempDir
    private Path directory;

    /** A server's command in it runs as the hub's user. */
    @Test
    void file_thatOthersCanWrite_isCritical() throws IOException {
        var written = Written.yaml(directory, "server:\n  port: 0\n");
        mode(written.file(), "rw-rw-rw-");

        assertThat(written.load().warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.severity()).isEqualTo(Problem.Severity.CRITICAL);
            assertThat(warning.toString()).contains("other users can write").contains("chmod o-w");
        });
    }

    @Test
    void environmentFile_thatOthersCanWrite_isCritical() throws IOException {
        var variables = Files.writeString(directory.resolve("server.env"), "A=b\n");
        mode(variables, "rw----rw-");
        var written = Written.yaml(directory, "mcpServers:\n  a:\n    command: server\n    envFile: server.env\n");

        assertThat(written.warnings()).singleElement().asString().contains("other users can write");
    }

    @Test
    void file_thatOthersCanOnlyRead_isNoMatter() throws IOException {
        var written = Written.yaml(directory, "server:\n  port: 0\n");
        mode(written.file(), "rw-rw-r--");

        assertThat(written.warnings()).isEmpty();
    }

    private static void mode(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
