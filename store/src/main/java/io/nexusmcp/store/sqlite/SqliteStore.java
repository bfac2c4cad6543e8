package io.nexusmcp.store.sqlite;

import io.nexusmcp.core.audit.AuditHeads;
import io.nexusmcp.core.catalog.ToolSwitches;
import io.nexusmcp.core.identity.KeyStore;
import io.nexusmcp.core.session.Revocations;
import io.nexusmcp.core.task.TaskStore;
import io.nexusmcp.store.PrivateFiles;
import io.nexusmcp.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Properties;

/** What the hub keeps in SQLite: keys, ended sessions, switches, tasks and the audit log's head. */
public final class SqliteStore implements AutoCloseable {
    private static final int BUSY_MILLIS = 5_000;

    private final Database database;
    private final SqliteKeys keys;
    private final SqliteRevocations revocations;
    private final SqliteSwitches switches;
    private final SqliteAuditHeads heads;
    private final SqliteTasks tasks;

    private SqliteStore(Database database, InstantSource clock) {
        this.database = database;
        this.keys = new SqliteKeys(database);
        this.revocations = new SqliteRevocations(database, clock);
        this.switches = new SqliteSwitches(database);
        this.heads = new SqliteAuditHeads(database);
        this.tasks = new SqliteTasks(database);
    }

    /** Creates or migrates the database; {@link StoreException} when it cannot be used or a newer hub wrote it. */
    public static SqliteStore open(Path file, InstantSource clock) {
        return open(file, clock, Migrations.ofThisHub());
    }

    static SqliteStore open(Path file, InstantSource clock, Migrations migrations) {
        try {
            if (!Files.exists(file)) {
                PrivateFiles.create(file);
            }
            var connection = connect(file, false);
            try {
                migrations.apply(connection, file);
                return new SqliteStore(new Database(connection), clock);
            } catch (SQLException | IOException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException | IOException e) {
            throw new StoreException("the database " + file + " cannot be opened", e);
        }
    }

    /** The head as a hub that may be running saved it; empty when there is no database yet. */
    public static Optional<AuditHeads.Head> auditHead(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (var database = new Database(connect(file, true))) {
            return new SqliteAuditHeads(database).newest();
        } catch (SQLException e) {
            throw new StoreException("the database " + file + " cannot be opened", e);
        }
    }

    public KeyStore keys() {
        return keys;
    }

    public Revocations revocations() {
        return revocations;
    }

    public ToolSwitches switches() {
        return switches;
    }

    public TaskStore tasks() {
        return tasks;
    }

    public AuditHeads auditHeads() {
        return heads;
    }

    @Override
    public void close() {
        try {
            keys.flush();
        } finally {
            database.close();
        }
    }

    private static Connection connect(Path file, boolean isReader) throws SQLException {
        var properties = new Properties();
        properties.setProperty("busy_timeout", String.valueOf(BUSY_MILLIS));
        properties.setProperty("foreign_keys", "true");
        if (isReader) {
            properties.setProperty("query_only", "true");
        } else {
            properties.setProperty("journal_mode", "WAL");
            properties.setProperty("synchronous", "FULL");
        }
        return DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath(), properties);
    }
}
