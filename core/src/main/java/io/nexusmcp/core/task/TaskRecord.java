package io.nexusmcp.core.task;

import io.nexusmcp.core.Mount;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.TaskStatus;
import io.nexusmcp.protocol.TaskView;
import io.nexusmcp.protocol.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One task of one caller.
 *
 * @param sealed the id its client knows
 * @param target where it runs
 * @param state as last seen
 */
public record TaskRecord(
        UUID id, String sealed, String caller, Mount mount, Target target, Work work, Times times, State state) {

    /**
     * @param tool by the server's own name
     * @param revision that the server spoke when it was created
     * @param abilities what the client could be asked when it was created: the server's connection is known by them
     */
    public record Target(ServerName server, String tool, Revision revision, ClientAbilities abilities) {}

    /** What the task is made of. */
    public sealed interface Work {
        /** A task of the server's own, by the id it gave. */
        record AtServer(String id) implements Work {}

        /** A call that had ended when it became a task; its result, already filtered. */
        record Done(JsonObject result) implements Work {}
    }

    /**
     * @param expires when it need not be found any more
     * @param pollInterval how often its client should ask
     */
    public record Times(Instant created, Instant expires, Duration pollInterval) {}

    /** @param updated when the status or its message last changed */
    public record State(TaskStatus status, Optional<String> message, Instant updated) {}

    public TaskStatus status() {
        return state.status();
    }

    /** The server's own id; empty for a result that the hub keeps. */
    public Optional<String> serverId() {
        return work instanceof Work.AtServer(var own) ? Optional.of(own) : Optional.empty();
    }

    public TaskRecord with(State now) {
        return new TaskRecord(id, sealed, caller, mount, target, work, times, now);
    }

    /** As its client gets it. */
    public TaskView view() {
        return new TaskView(
                sealed,
                state.status(),
                state.message(),
                times.created(),
                state.updated(),
                Duration.between(times.created(), times.expires()),
                times.pollInterval());
    }
}
