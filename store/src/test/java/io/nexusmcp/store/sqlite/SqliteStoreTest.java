package io.nexusmcp.store.sqlite;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nexusmcp.core.audit.AuditHeads;
import io.nexusmcp.core.catalog.ToolSwitches;
import io.nexusmcp.core.identity.ApiKey;
import io.nexusmcp.core.identity.ApiKeys;
import io.nexusmcp.core.identity.KeyAdministration;
import io.nexusmcp.core.identity.KeyStore;
import io.nexusmcp.core.session.Revocations;
import io.nexusmcp.core.task.TaskStore;
import io.nexusmcp.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends StoreContract {
    private static final InstantSource CLOCK = () -> NOW;

    @TempDir
    Path directory;

    private SqliteStore store;
    private Path file;

    @BeforeEach
    void open() {
        file = directory.resolve("nexus.db");
        store = SqliteStore.open(file, CLOCK);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    KeyStore keys() {
        return store.keys();
    }

    @Override
    Revocations revocations() {
        return store.revocations();
    }

    @Override
    ToolSwitches switches() {
        return store.switches();
    }

    @Override
    TaskStore tasks() {
        return store.tasks();
    }

    @Override
    AuditHeads heads() {
        return store.auditHeads();
    }

    @Test
    void open_again_findsEverything() {
        store.keys().save(key("a"));
        store.keys().used("a", NOW.plusSeconds(3));
        store.revocations().add("one", NOW.plusSeconds(9));
        store.switches().setServer("files", false);
        store.auditHeads().save(new AuditHeads.Head(5, "five"));
        store.close();

        store = SqliteStore.open(file, CLOCK);

        assertThat(store.keys().all().getFirst().lastUsed()).hasValue(NOW.plusSeconds(3));
        assertThat(store.revocations().all()).containsOnlyKeys("one");
        assertThat(store.switches().servers()).containsExactly("files");
        assertThat(SqliteStore.auditHead(file)).hasValue(new AuditHeads.Head(5, "five"));
    }

    @Test
    void auditHead_whileAHubRuns_isRead() {
        store.auditHeads().save(new AuditHeads.Head(5, "five"));

        assertThat(SqliteStore.auditHead(file)).hasValue(new AuditHeads.Head(5, "five"));
        assertThat(SqliteStore.auditHead(directory.resolve("none.db"))).isEmpty();
    }

    @Test
    void saveAll_oneKeyCannotBeSaved_savesNone() {
        var twin = new ApiKey(
                "b",
                ApiKey.Kind.USER,
                "twin",
                key("a").hash(),
                Set.of(),
                Set.of(),
                List.of(),
                NOW,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store.keys().saveAll(List.of(key("a"), twin)));

        assertThat(store.keys().all()).isEmpty();
    }

    @Test
    void rawKey_neverAppearsInAnyFileOfTheDatabase() throws IOException {
        var created = new ApiKeys(store.keys(), CLOCK, new SecureRandom())
                .create(new KeyAdministration.NewKey(
                        ApiKey.Kind.USER, "ana", Set.of("user"), Set.of(), List.of(), Optional.of(Duration.ofDays(1))));
        var raw = created.secret().reveal();

        assertThat(store.keys().all()).hasSize(1);
        var content = new StringBuilder();
        try (var files = Files.list(directory)) {
            for (var each : files.toList()) {
                content.append(Files.readString(each, ISO_8859_1));
            }
        }
        assertThat(content).contains(created.key().hash()).doesNotContain(raw.substring(raw.length() - 43));
    }

    @Test
    void files_areReadableByTheOwnerOnly() throws IOException {
        store.keys().save(key("a"));

        try (var files = Files.list(directory)) {
            assertThat(files.toList())
                    .hasSizeGreaterThan(1)
                    .allMatch(each ->
                            PosixFilePermissions.toString(permissions(each)).equals("rw-------"));
        }
    }

    @Test
    void open_newerDatabase_isRefused() throws Exception {
        store.close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute("pragma user_version = 99");
        }

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> SqliteStore.open(file, CLOCK))
                .withMessageContaining("newer hub");
    }

    @Test
    void open_olderDatabase_isMigratedAfterABackup() {
        var other = directory.resolve("older.db");
        var first = "create table one (a text) strict; insert into one values ('kept')";
        SqliteStore.open(other, CLOCK, new Migrations(List.of(first))).close();
        var second = "alter table one add column b text; create table two (c text)";

        SqliteStore.open(other, CLOCK, new Migrations(List.of(first, second))).close();

        assertThat(columns(other)).isEqualTo(2);
        assertThat(columns(directory.resolve("older.db.v1.backup"))).isEqualTo(1);
    }

    @Test
    void open_migrationFails_changesNothing() {
        var other = directory.resolve("older.db");
        var first = "create table one (a text) strict";
        SqliteStore.open(other, CLOCK, new Migrations(List.of(first))).close();
        var broken = "alter table one add column b text; create nonsense";

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> SqliteStore.open(other, CLOCK, new Migrations(List.of(first, broken))));

        assertThat(columns(other)).isEqualTo(1);
    }

    @Test
    void open_fileThatIsNoDatabase_isRefused() throws IOException {
        var other = directory.resolve("text.db");
        Files.writeString(other, "this is not a database, but long enough to be looked at as one ".repeat(40));

        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> SqliteStore.open(other, CLOCK));
    }

    private static int columns(Path database) {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select * from one")) {
            return rows.getMetaData().getColumnCount();
        } catch (java.sql.SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<java.nio.file.attribute.PosixFilePermission> permissions(Path each) {
        try {
            return Files.getPosixFilePermissions(each);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
