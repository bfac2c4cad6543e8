package io.nexusmcp.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nexusmcp.core.Secret;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    private static final Instant STARTED = Instant.parse("2026-11-21T09:41:00Z");

    @TempDir
    Path parent;

    @Test
    void open_newDirectory_isPrivateAndCarriesItsVersion() throws IOException {
        try (var data = DataDirectory.open(parent.resolve("deep/data"), STARTED)) {
            assertThat(mode(data.path())).isEqualTo("rwx------");
            assertThat(data.path().resolve("version")).hasContent("1\n");
            try (var files = Files.list(data.path())) {
                assertThat(files).allSatisfy(file -> assertThat(mode(file)).isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void open_emptyDirectoryOthersCouldUse_isClosedToThem() throws IOException {
        var directory = Files.createDirectory(parent.resolve("empty"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));

        try (var data = DataDirectory.open(directory, STARTED)) {
            assertThat(mode(data.path())).isEqualTo("rwx------");
        }
    }

    @Test
    void open_filledDirectoryOthersCouldUse_isRefusedAndLeftAsItIs() throws IOException {
        var directory = Files.createDirectory(parent.resolve("home"));
        Files.writeString(directory.resolve("letter.txt"), "mine");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> DataDirectory.open(directory, STARTED))
                .withMessageContaining("chmod 700 ");
        assertThat(mode(directory)).isEqualTo("rwxr-xr-x");
    }

    @Test
    void open_secondInTheSameProcess_isRefusedNamingTheHolder() {
        var directory = parent.resolve("data");
        try (var data = DataDirectory.open(directory, STARTED)) {
            data.writePorts(3000, 3001);

            for (int tries = 0; tries < 2; tries++) {
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(() -> DataDirectory.open(directory, STARTED))
                        .withMessageContaining("in use by")
                        .withMessageContaining(
                                "\"pid\":" + ProcessHandle.current().pid())
                        .withMessageContaining("2026-11-21T09:41:00Z")
                        .withMessageContaining("\"server\":3000,\"admin\":3001");
            }
        }
        DataDirectory.open(directory, STARTED).close();
    }

    @Test
    void open_heldByAnotherProcess_isRefusedUntilThatEnds() throws Exception {
        var directory = parent.resolve("data");
        var child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(child.inputReader().readLine()).isEqualTo("held");
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> DataDirectory.open(directory, STARTED))
                    .withMessageContaining("\"pid\":" + child.pid());
        } finally {
            child.destroyForcibly();
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }

        DataDirectory.open(directory, STARTED).close();
    }

    @Test
    void open_newerHubsDirectory_isRefusedAndGivenUp() throws IOException {
        var directory = parent.resolve("data");
        DataDirectory.open(directory, STARTED).close();
        Files.writeString(directory.resolve("version"), "2\n");

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> DataDirectory.open(directory, STARTED))
                .withMessageContaining("newer hub");

        Files.writeString(directory.resolve("version"), "1\n");
        DataDirectory.open(directory, STARTED).close();
    }

    @Test
    void open_leftoversOfAKilledHub_areNotThisHubsPorts() {
        var directory = parent.resolve("data");
        DataDirectory.open(directory, STARTED).close();
        writePrivate(directory.resolve("ports.json"));

        try (var data = DataDirectory.open(directory, STARTED)) {
            assertThat(data.path().resolve("ports.json")).doesNotExist();
        }
    }

    @Test
    void writePorts_isOneLineOfJson_andGoesWithTheHub() {
        var directory = parent.resolve("data");
        try (var data = DataDirectory.open(directory, STARTED)) {
            data.writePorts(41000, 41001);

            assertThat(directory.resolve("ports.json")).hasContent("{\"server\":41000,\"admin\":41001}\n");
            assertThat(mode(directory.resolve("ports.json"))).isEqualTo("rw-------");
        }
        assertThat(directory.resolve("ports.json")).doesNotExist();
    }

    @Test
    void writeAdminKey_isPrivate_andReplacesTheOld() {
        var directory = parent.resolve("data");
        try (var data = DataDirectory.open(directory, STARTED)) {
            data.writeAdminKey(new Secret("old"));
            data.writeAdminKey(new Secret("new"));

            assertThat(directory.resolve("admin-key")).hasContent("new\n");
            assertThat(mode(directory.resolve("admin-key"))).isEqualTo("rw-------");
        }
    }

    @Test
    void keys_areMadeOnce_andNewestFirst() {
        var directory = parent.resolve("data");
        try (var data = DataDirectory.open(directory, STARTED)) {
            var first = data.keys("audit");
            assertThat(first).containsOnlyKeys("audit-1");
            assertThat(first.firstEntry().getValue()).hasSize(32);
            assertThat(data.keys("sealing").firstEntry().getValue())
                    .isNotEqualTo(first.firstEntry().getValue());

            for (int more = 2; more <= 11; more++) {
                assertThat(data.addKey("audit").firstEntry().getKey()).isEqualTo("audit-" + more);
            }
            assertThat(data.keys("audit").lastEntry().getValue())
                    .isEqualTo(first.firstEntry().getValue());
            assertThat(DataDirectory.keysIn(directory, "audit")).hasSize(11);
        }
        assertThat(mode(directory.resolve("keys/audit-1.key"))).isEqualTo("rw-------");
        assertThat(DataDirectory.keysIn(parent.resolve("none"), "audit")).isEmpty();
    }

    @Test
    void keys_fileOthersCanRead_isRefused() throws IOException {
        var directory = parent.resolve("data");
        try (var data = DataDirectory.open(directory, STARTED)) {
            assertThat(data.keys("audit")).hasSize(1);
            Files.setPosixFilePermissions(
                    directory.resolve("keys/audit-1.key"), PosixFilePermissions.fromString("rw-r-----"));

            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> data.keys("audit"))
                    .withMessageContaining("chmod 600 ");
        }
    }

    @Test
    void keys_fileThatHoldsNoKey_isRefusedWithoutRepeatingIt() throws IOException {
        var directory = parent.resolve("data");
        try (var data = DataDirectory.open(directory, STARTED)) {
            assertThat(data.keys("audit")).hasSize(1);
            PrivateFiles.write(directory.resolve("keys/audit-1.key"), "half of a ke");

            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> data.keys("audit"))
                    .withMessageContaining("audit-1.key")
                    .withMessageNotContaining("half");
        }
    }

    @Test
    void open_directoryThatIsAFile_isRefused() throws IOException {
        var file = Files.writeString(parent.resolve("file"), "");

        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> DataDirectory.open(file, STARTED));
    }

    private static void writePrivate(Path file) {
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            assertThat(channel.size()).isZero();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String mode(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A process that holds a directory until it is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (var data = DataDirectory.open(Path.of(arguments[0]), STARTED)) {
                data.writePorts(1, 2);
                System.out.println("held");
                var _ = System.in.read();
            }
        }
    }
}
