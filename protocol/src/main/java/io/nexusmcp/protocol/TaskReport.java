package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a server says of one of its tasks, in whichever of the two designs.
 *
 * @param id the server's own
 * @param ttl from the creation; empty for a task that is kept for good
 * @param task the object with these members, and in the modern design with the outcome or the questions
 */
public record TaskReport(
        String id,
        TaskStatus status,
        Optional<String> message,
        Optional<Instant> updated,
        Optional<Duration> ttl,
        Optional<Duration> pollInterval,
        JsonObject task) {
    private static final int MAX_ID_LENGTH = 1_024;
    private static final int MAX_MILLIS_DIGITS = 15;
    private static final String TYPE = "task";

    /** Whether a result of {@code tools/call} hands out a task instead of an answer. */
    public static boolean isCreation(JsonObject result, Era server) {
        return server == Era.MODERN
                ? result.string("resultType").filter(TYPE::equals).isPresent()
                : result.object(TYPE).isPresent();
    }

    /** The task that such a result hands out; {@link ProtocolException} when it is malformed. */
    public static TaskReport created(JsonObject result, Era server) {
        return read(server == Era.MODERN ? result : result.object(TYPE).orElseThrow(TaskReport::malformed), server);
    }

    /** {@link ProtocolException} when it is malformed. */
    public static TaskReport read(JsonObject task, Era server) {
        boolean isModern = server == Era.MODERN;
        return new TaskReport(
                task.string("taskId")
                        .filter(id -> !id.isEmpty() && id.length() <= MAX_ID_LENGTH)
                        .orElseThrow(TaskReport::malformed),
                task.string("status").flatMap(TaskStatus::of).orElseThrow(TaskReport::malformed),
                task.string("statusMessage"),
                task.string("lastUpdatedAt").flatMap(TaskReport::instant),
                millis(task, isModern ? "ttlMs" : "ttl"),
                millis(task, isModern ? "pollIntervalMs" : "pollInterval"),
                task);
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /** Whole milliseconds; anything else counts as nothing said. */
    public static Optional<Duration> millis(JsonObject task, String name) {
        return task.get(name)
                .filter(value -> value.isNumber() && value.length() <= MAX_MILLIS_DIGITS)
                .map(JsonSlice::text)
                .filter(text -> text.chars().allMatch(c -> c >= '0' && c <= '9'))
                .map(text -> Duration.ofMillis(Long.parseLong(text)));
    }

    /** The outcome of a completed modern task. */
    public Optional<JsonObject> result() {
        return task.object("result");
    }

    /** The JSON-RPC error of a failed modern task. */
    public Optional<JsonObject> error() {
        return task.object("error");
    }

    /** The open questions of a modern task by key; {@link ProtocolException} when they are malformed. */
    public Map<String, InputRequired.Request> questions() {
        return task.object(InputRequired.REQUESTS)
                        .filter(asked -> !asked.names().isEmpty())
                        .isPresent()
                ? InputRequired.read(task).requests()
                : Map.of();
    }

    private static ProtocolException malformed() {
        return ProtocolException.of(200, ErrorCode.INTERNAL_ERROR, "a task is malformed");
    }
}
