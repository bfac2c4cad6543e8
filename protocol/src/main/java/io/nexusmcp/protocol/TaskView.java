package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.protocol.json.ObjectEdit;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A task as a client gets it, in either design.
 *
 * @param id the one the client knows
 */
public record TaskView(
        String id,
        TaskStatus status,
        Optional<String> message,
        Instant created,
        Instant updated,
        Duration ttl,
        Duration pollInterval) {

    /** The flat object of revision 2025-11-25. */
    public JsonObject legacy() {
        return members(JsonObject.EMPTY.edit(), "ttl", "pollInterval").object();
    }

    /** The members of the extension after {@code resultType}. */
    public ObjectEdit modern(String resultType) {
        return members(JsonObject.EMPTY.edit().set("resultType", resultType), "ttlMs", "pollIntervalMs");
    }

    private ObjectEdit members(ObjectEdit edit, String ttlName, String pollName) {
        edit.set("taskId", id).set("status", status.text());
        message.ifPresent(text -> edit.set("statusMessage", text));
        return edit.set("createdAt", text(created))
                .set("lastUpdatedAt", text(updated))
                .set(ttlName, number(ttl))
                .set(pollName, number(pollInterval));
    }

    private static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private static JsonSlice number(Duration time) {
        return JsonSlice.trusted(Long.toString(time.toMillis()));
    }

    /** The same task said to be somewhere else. */
    public TaskView with(TaskStatus other) {
        return new TaskView(id, other, message, created, updated, ttl, pollInterval);
    }
}
