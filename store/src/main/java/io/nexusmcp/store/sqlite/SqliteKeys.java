package io.nexusmcp.store.sqlite;

import io.nexusmcp.core.Outage;
import io.nexusmcp.core.identity.ApiKey;
import io.nexusmcp.core.identity.KeyStore;
import io.nexusmcp.store.StoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keys in SQLite. Uses are gathered in memory and written every few seconds, off the path of the call. */
final class SqliteKeys implements KeyStore {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteKeys.class);
    private static final long FLUSH_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final String ROLE = "role";
    private static final String PERMISSION = "permission";
    private static final String NETWORK = "network";

    private static final String ALL = """
        select id, kind, name, hash, created, expires, revoked, last_used, replaces
        from api_key order by created, id
        """;

    private static final String GRANTS = """
        select key_id, kind, value from api_key_grant order by key_id, kind, position
        """;

    private static final String SAVE = """
        insert into api_key (id, kind, name, hash, created, expires, revoked, last_used, replaces)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (id) do update set kind = excluded.kind, name = excluded.name, hash = excluded.hash,
            created = excluded.created, expires = excluded.expires, revoked = excluded.revoked,
            last_used = coalesce(max(api_key.last_used, excluded.last_used),
                api_key.last_used, excluded.last_used),
            replaces = excluded.replaces
        """;

    private static final String CLEAR_GRANTS = """
        delete from api_key_grant where key_id = ?
        """;

    private static final String GRANT = """
        insert into api_key_grant (key_id, kind, position, value) values (?, ?, ?, ?)
        """;

    private static final String USED = """
        update api_key set last_used = ? where id = ? and (last_used is null or last_used < ?)
        """;

    private final Database database;
    private final Outage unnoted = new Outage(LOG, "uses of keys could not be noted; they are kept for the next time");
    private final ConcurrentHashMap<String, Instant> uses = new ConcurrentHashMap<>();
    private final AtomicLong nextFlush = new AtomicLong(System.nanoTime() + FLUSH_NANOS);

    SqliteKeys(Database database) {
        this.database = database;
    }

    private record Grant(String key, String kind, String value) {}

    @Override
    public List<ApiKey> all() {
        flushIfPossible();
        var grants = database
                .query(
                        "read keys",
                        GRANTS,
                        row -> new Grant(row.getString("key_id"), row.getString("kind"), row.getString("value")))
                .stream()
                .collect(Collectors.groupingBy(Grant::key));
        return database.query("read keys", ALL, row -> key(row, grants));
    }

    @Override
    public void save(ApiKey key) {
        saveAll(List.of(key));
    }

    @Override
    public void saveAll(List<ApiKey> keys) {
        database.inTransaction("save keys", () -> {
            for (var key : keys) {
                write(key);
            }
        });
    }

    @Override
    public void used(String id, Instant when) {
        uses.merge(id, when, (one, other) -> one.isAfter(other) ? one : other);
        long due = nextFlush.get();
        long now = System.nanoTime();
        if (now - due >= 0 && nextFlush.compareAndSet(due, now + FLUSH_NANOS)) {
            Thread.startVirtualThread(this::flushIfPossible);
        }
    }

    /** Writes the uses gathered so far. */
    void flush() {
        var gathered =
                new HashSet<>(uses.entrySet().stream().map(Map.Entry::copyOf).toList());
        if (gathered.isEmpty()) {
            return;
        }
        database.inTransaction("note uses of keys", () -> {
            for (var use : gathered) {
                var when = Times.text(use.getValue());
                database.update(USED, when, use.getKey(), when);
            }
        });
        gathered.forEach(use -> uses.remove(use.getKey(), use.getValue()));
    }

    private void flushIfPossible() {
        try {
            flush();
            unnoted.worked();
        } catch (StoreException e) {
            unnoted.failed(e);
        }
    }

    private void write(ApiKey key) throws SQLException {
        database.update(
                SAVE,
                key.id(),
                key.kind().name(),
                key.name(),
                key.hash(),
                Times.text(key.created()),
                Times.text(key.expires()),
                Times.text(key.revoked()),
                Times.text(key.lastUsed()),
                key.replaces().orElse(null));
        database.update(CLEAR_GRANTS, key.id());
        grant(key.id(), ROLE, key.roles());
        grant(key.id(), PERMISSION, key.permissions());
        grant(key.id(), NETWORK, key.networks());
    }

    private void grant(String id, String kind, Collection<String> values) throws SQLException {
        int position = 0;
        for (var value : values) {
            database.update(GRANT, id, kind, position++, value);
        }
    }

    private static ApiKey key(ResultSet row, Map<String, List<Grant>> grants) throws SQLException {
        var id = row.getString("id");
        var granted = grants.getOrDefault(id, List.of());
        return new ApiKey(
                id,
                ApiKey.Kind.valueOf(row.getString("kind")),
                row.getString("name"),
                row.getString("hash"),
                new HashSet<>(values(granted, ROLE)),
                new HashSet<>(values(granted, PERMISSION)),
                values(granted, NETWORK),
                Instant.parse(row.getString("created")),
                Times.instant(row.getString("expires")),
                Times.instant(row.getString("revoked")),
                Times.instant(row.getString("last_used")),
                Optional.ofNullable(row.getString("replaces")));
    }

    private static List<String> values(List<Grant> grants, String kind) {
        return grants.stream()
                .filter(grant -> grant.kind().equals(kind))
                .map(Grant::value)
                .toList();
    }
}
