package io.nexusmcp.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.store.PrivateFiles;
import io.nexusmcp.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Brings a database to the newest shape, one numbered file after another; {@code user_version} says where it is. */
final class Migrations {
    private static final int NEWEST = 2;

    private final List<String> scripts;

    /** @param scripts the first makes an empty database version 1 */
    Migrations(List<String> scripts) {
        this.scripts = List.copyOf(scripts);
    }

    static Migrations ofThisHub() {
        var scripts = new ArrayList<String>();
        for (int number = 1; number <= NEWEST; number++) {
            scripts.add(script(number + ".sql"));
        }
        return new Migrations(scripts);
    }

    /** Before anything is changed a copy is left beside the database. A newer database is refused. */
    void apply(Connection connection, Path file) throws SQLException, IOException {
        int version = version(connection);
        if (version > scripts.size()) {
            throw new StoreException(file + " was written by a newer hub (version " + version + ", this one knows "
                    + scripts.size() + ")");
        }
        if (version > 0 && version < scripts.size()) {
            backUp(connection, file, version);
        }
        for (int next = version; next < scripts.size(); next++) {
            apply(connection, scripts.get(next), next + 1);
        }
    }

    private static void apply(Connection connection, String script, int version) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            for (var part : script.split(";", -1)) {
                if (!part.isBlank()) {
                    statement.execute(part);
                }
            }
            statement.execute("pragma user_version = " + version);
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static int version(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("pragma user_version")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** An earlier try may have left a copy of this version; the newer copy counts. */
    private static void backUp(Connection connection, Path file, int version) throws SQLException, IOException {
        var copy = file.resolveSibling(file.getFileName() + ".v" + version + ".backup");
        Files.deleteIfExists(copy);
        PrivateFiles.create(copy);
        try (var statement = connection.prepareStatement("vacuum into ?")) {
            statement.setString(1, copy.toString());
            statement.execute();
        }
    }

    private static String script(String name) {
        try (var in = Migrations.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the migration " + name + " is not in the program");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new StoreException("the migration " + name + " cannot be read", e);
        }
    }
}
