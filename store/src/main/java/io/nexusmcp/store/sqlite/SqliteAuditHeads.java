package io.nexusmcp.store.sqlite;

import io.nexusmcp.core.audit.AuditHeads;
import java.util.Optional;

/** The audit log's head in SQLite; an older one never replaces a newer one. */
final class SqliteAuditHeads implements AuditHeads {
    private static final String NEWEST = """
        select sequence, hash from audit_head
        """;

    private static final String SAVE = """
        insert into audit_head (only_one, sequence, hash) values (1, ?, ?)
        on conflict (only_one) do update set sequence = excluded.sequence, hash = excluded.hash
        where excluded.sequence > sequence
        """;

    private final Database database;

    SqliteAuditHeads(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Head> newest() {
        return database
                .query(
                        "read the audit log's head",
                        NEWEST,
                        row -> new Head(row.getLong("sequence"), row.getString("hash")))
                .stream()
                .findFirst();
    }

    @Override
    public void save(Head head) {
        database.inTransaction("keep the audit log's head", () -> database.update(SAVE, head.sequence(), head.hash()));
    }
}
