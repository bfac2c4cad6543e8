package io.nexusmcp.store.sqlite;

import io.nexusmcp.store.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One connection, used by one thread at a time. What the hub asks for on its path is kept in memory by its askers. */
final class Database implements AutoCloseable {
    private final Connection connection;
    private final ReentrantLock one = new ReentrantLock();

    Database(Connection connection) {
        this.connection = connection;
    }

    /** A step that talks SQL. */
    @FunctionalInterface
    interface Work {
        void run() throws SQLException;
    }

    /** Makes a value of a row. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** All of it or nothing; durable when it returns. */
    void inTransaction(String what, Work work) {
        one.lock();
        try {
            connection.setAutoCommit(false);
            try {
                work.run();
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new StoreException("the database cannot " + what, e);
        } finally {
            one.unlock();
        }
    }

    /** Inside a transaction. */
    void update(String sql, @Nullable Object... parameters) throws SQLException {
        try (var statement = prepared(sql, parameters)) {
            statement.executeUpdate();
        }
    }

    <T> List<T> query(String what, String sql, Row<T> row, @Nullable Object... parameters) {
        one.lock();
        try (var statement = prepared(sql, parameters);
                var rows = statement.executeQuery()) {
            var all = new ArrayList<T>();
            while (rows.next()) {
                all.add(row.read(rows));
            }
            return all;
        } catch (SQLException e) {
            throw new StoreException("the database cannot " + what, e);
        } finally {
            one.unlock();
        }
    }

    @Override
    public void close() {
        one.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new StoreException("the database cannot be closed", e);
        } finally {
            one.unlock();
        }
    }

    private PreparedStatement prepared(String sql, @Nullable Object... parameters) throws SQLException {
        var statement = connection.prepareStatement(sql);
        for (int at = 0; at < parameters.length; at++) {
            statement.setObject(at + 1, parameters[at]);
        }
        return statement;
    }
}
