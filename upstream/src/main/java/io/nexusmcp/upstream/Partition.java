package io.nexusmcp.upstream;

import io.nexusmcp.protocol.ClientAbilities;

/**
 * Whose calls share a connection: those of one caller through clients that can be asked the same, since that is
 * declared once for a connection.
 *
 * @param lane 0, unless a question is open on the connections with lower numbers; one besides for tasks
 */
record Partition(String caller, ClientAbilities abilities, int lane) {
    private static final int TASKS = -1;

    /** The one connection for all that concerns tasks, since others of the caller may not know them. */
    static Partition ofTasks(String caller, ClientAbilities abilities) {
        return new Partition(caller, abilities, TASKS);
    }

    boolean isOfTasks() {
        return lane == TASKS;
    }

    Partition next() {
        return new Partition(caller, abilities, lane + 1);
    }
}
