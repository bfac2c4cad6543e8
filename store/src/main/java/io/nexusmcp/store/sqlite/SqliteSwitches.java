package io.nexusmcp.store.sqlite;

import io.nexusmcp.core.catalog.ToolSwitches;
import java.util.Set;

/** What operators switched off, in SQLite. */
final class SqliteSwitches implements ToolSwitches {
    private static final String SERVER = "server";
    private static final String TOOL = "tool";

    private static final String NAMES = """
        select name from switched_off where kind = ?
        """;

    private static final String OFF = """
        insert into switched_off (kind, name) values (?, ?) on conflict do nothing
        """;

    private static final String ON = """
        delete from switched_off where kind = ? and name = ?
        """;

    private final Database database;

    SqliteSwitches(Database database) {
        this.database = database;
    }

    @Override
    public Set<String> servers() {
        return names(SERVER);
    }

    @Override
    public Set<String> tools() {
        return names(TOOL);
    }

    @Override
    public void setServer(String server, boolean isOn) {
        set(SERVER, server, isOn);
    }

    @Override
    public void setTool(String tool, boolean isOn) {
        set(TOOL, tool, isOn);
    }

    private Set<String> names(String kind) {
        return Set.copyOf(database.query("read switches", NAMES, row -> row.getString("name"), kind));
    }

    private void set(String kind, String name, boolean isOn) {
        database.inTransaction("keep a switch", () -> database.update(isOn ? ON : OFF, kind, name));
    }
}
