package io.nexusmcp.store.sqlite;

import io.nexusmcp.core.session.Revocations;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Collectors;

/** Ended sessions in SQLite; each new one makes it forget those that have expired anyway. */
final class SqliteRevocations implements Revocations {
    private static final String ALL = """
        select digest, until from revoked_session
        """;

    private static final String ADD = """
        insert into revoked_session (digest, until) values (?, ?)
        on conflict (digest) do update set until = max(until, excluded.until)
        """;

    private static final String FORGET = """
        delete from revoked_session where until < ?
        """;

    private final Database database;
    private final InstantSource clock;

    SqliteRevocations(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Map<String, Instant> all() {
        return database
                .query(
                        "read ended sessions",
                        ALL,
                        row -> Map.entry(row.getString("digest"), Instant.parse(row.getString("until"))))
                .stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public void add(String digest, Instant until) {
        database.inTransaction("note an ended session", () -> {
            database.update(FORGET, Times.text(clock.instant()));
            database.update(ADD, digest, Times.text(until));
        });
    }
}
