package io.nexusmcp.store.sqlite;

import io.nexusmcp.core.Mount;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.task.TaskRecord;
import io.nexusmcp.core.task.TaskRecord.Work;
import io.nexusmcp.core.task.TaskStore;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.TaskStatus;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.store.StoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Tasks in SQLite. */
final class SqliteTasks implements TaskStore {
    private static final String COUNT = """
        select count(*) filter (where caller = ?1) as of_caller,
            count(*) as in_all,
            coalesce(sum(length(result)) filter (where caller = ?1), 0) as bytes_of_caller,
            coalesce(sum(length(result)), 0) as bytes_in_all
        from task where expires > ?2
        """;

    private static final String ADD = """
        insert into task (id, sealed, caller, mount, server, tool, revision, abilities, server_id, result,
            status, message, created, updated, expires, poll_millis)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    private static final String COLUMNS = """
        select id, sealed, caller, mount, server, tool, revision, abilities, server_id,
            %s as result, status, message, created, updated, expires, poll_millis
        from task
        """;

    private static final String FIND = COLUMNS.formatted("result") + "where id = ?";

    private static final String OF_CALLER =
            COLUMNS.formatted("iif(result is null, null, x'7b7d')") + "where caller = ? order by created, id";

    private static final String CHANGED = """
        update task set status = ?, message = ?, updated = ?
        where id = ? and status not in ('completed', 'failed', 'cancelled')
        """;

    private static final String EXPIRED = """
        select count(*) as expired from task where expires <= ?
        """;

    private static final String REMOVE_EXPIRED = """
        delete from task where expires <= ?
        """;

    private final Database database;

    SqliteTasks(Database database) {
        this.database = database;
    }

    @Override
    public Counts count(String caller, Instant now) {
        return database.query(
                        "count tasks",
                        COUNT,
                        row -> new Counts(
                                row.getInt("of_caller"),
                                row.getInt("in_all"),
                                row.getLong("bytes_of_caller"),
                                row.getLong("bytes_in_all")),
                        caller,
                        Times.text(now))
                .getFirst();
    }

    @Override
    public void add(TaskRecord task) {
        var target = task.target();
        database.inTransaction(
                "keep a task",
                () -> database.update(
                        ADD,
                        task.id().toString(),
                        task.sealed(),
                        task.caller(),
                        text(task.mount()),
                        target.server().value(),
                        target.tool(),
                        target.revision().text(),
                        target.abilities().bits(),
                        task.serverId().orElse(null),
                        task.work() instanceof Work.Done(var result)
                                ? result.whole().toBytes()
                                : null,
                        task.status().text(),
                        task.state().message().orElse(null),
                        Times.text(task.times().created()),
                        Times.text(task.state().updated()),
                        Times.text(task.times().expires()),
                        task.times().pollInterval().toMillis()));
    }

    @Override
    public Optional<TaskRecord> find(UUID id) {
        return database.query("read a task", FIND, SqliteTasks::task, id.toString()).stream()
                .findFirst();
    }

    @Override
    public List<TaskRecord> of(String caller) {
        return database.query("read tasks", OF_CALLER, SqliteTasks::task, caller);
    }

    @Override
    public void changed(UUID id, TaskRecord.State state) {
        database.inTransaction(
                "note how a task is",
                () -> database.update(
                        CHANGED,
                        state.status().text(),
                        state.message().orElse(null),
                        Times.text(state.updated()),
                        id.toString()));
    }

    @Override
    public int removeExpired(Instant now) {
        int expired = database.query("count expired tasks", EXPIRED, row -> row.getInt("expired"), Times.text(now))
                .getFirst();
        if (expired > 0) {
            database.inTransaction("forget tasks", () -> database.update(REMOVE_EXPIRED, Times.text(now)));
        }
        return expired;
    }

    private static String text(Mount mount) {
        return mount.server().map(ServerName::value).orElse("");
    }

    private static TaskRecord task(ResultSet row) throws SQLException {
        var mount = row.getString("mount");
        return new TaskRecord(
                UUID.fromString(row.getString("id")),
                row.getString("sealed"),
                row.getString("caller"),
                mount.isEmpty() ? Mount.FEDERATED : Mount.of(new ServerName(mount)),
                new TaskRecord.Target(
                        new ServerName(row.getString("server")),
                        row.getString("tool"),
                        Revision.of(row.getString("revision")).orElseThrow(() -> unreadable("revision")),
                        new ClientAbilities(row.getInt("abilities"))),
                work(row),
                new TaskRecord.Times(
                        Instant.parse(row.getString("created")),
                        Instant.parse(row.getString("expires")),
                        Duration.ofMillis(row.getLong("poll_millis"))),
                new TaskRecord.State(
                        TaskStatus.of(row.getString("status")).orElseThrow(() -> unreadable("status")),
                        Optional.ofNullable(row.getString("message")),
                        Instant.parse(row.getString("updated"))));
    }

    private static Work work(ResultSet row) throws SQLException {
        var result = row.getBytes("result");
        return result == null ? new Work.AtServer(row.getString("server_id")) : new Work.Done(result(result));
    }

    private static JsonObject result(byte[] written) {
        return JsonSlice.trusted(written).asObject();
    }

    private static StoreException unreadable(String column) {
        return new StoreException("a task in the database has an unknown " + column);
    }
}
