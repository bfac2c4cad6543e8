package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.catalog.Offer;
import io.nexusmcp.core.catalog.ServerEntry;
import io.nexusmcp.core.catalog.ToolDefinition;
import io.nexusmcp.core.policy.ServerCall;
import io.nexusmcp.protocol.Era;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.ModernMeta;
import io.nexusmcp.protocol.ProtocolError;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.TaskReport;
import io.nexusmcp.protocol.TaskSupport;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.util.Optional;

/** What a call has to do with tasks, by what its client knows of them and its tool can. */
sealed interface TaskWish {
    String PARAMETER = "task";

    /** A call like any other. */
    record None() implements TaskWish {}

    /** The tool works as a task only, and the client knows none: the hub waits for it within the call. */
    record Driven() implements TaskWish {}

    /** The client takes a task for an answer. */
    record Wanted(Duration ttl) implements TaskWish {}

    /** {@link Refused} when the client asks for what its revision does not allow with this tool. */
    static TaskWish of(Asked asked, ServerCall call) {
        if (!(call instanceof ServerCall.CallTool(var tool, var _))) {
            return new None();
        }
        var support = support(asked, tool);
        if (knowsTasks(asked)) {
            return asked.isModern() ? modern(asked, support) : legacy(asked, support);
        }
        return support == TaskSupport.REQUIRED ? new Driven() : new None();
    }

    /** Whether the client can be given a task for this request. */
    static boolean knowsTasks(Asked asked) {
        return switch (asked.revision()) {
            case V2026_07_28 ->
                ModernMeta.of(asked.params())
                        .clientCapabilities()
                        .filter(TaskSupport::isDeclared)
                        .isPresent();
            case V2025_11_25 -> true;
            case V2024_11_05, V2025_03_26, V2025_06_18 -> false;
        };
    }

    static TaskSupport support(Asked asked, ToolDefinition tool) {
        return asked.catalog()
                .server(tool.server())
                .flatMap(ServerEntry::offer)
                .map(offer -> TaskSupport.of(tool.definition(), offer.capabilities(), offer.revision()))
                .orElse(TaskSupport.FORBIDDEN);
    }

    private static TaskWish modern(Asked asked, TaskSupport support) {
        return support == TaskSupport.FORBIDDEN
                ? new None()
                : new Wanted(asked.rules().tasks().limits().usualTtl());
    }

    private static TaskWish legacy(Asked asked, TaskSupport support) {
        var given = asked.params().get(PARAMETER);
        if (given.isEmpty() && support == TaskSupport.REQUIRED) {
            throw refused("This tool has to be called as a task");
        }
        if (given.isEmpty() || support == TaskSupport.FORBIDDEN && !Handshake.offersTasks(asked)) {
            return new None();
        }
        if (support == TaskSupport.FORBIDDEN) {
            throw refused("This tool cannot be called as a task");
        }
        var limits = asked.rules().tasks().limits();
        return new Wanted(ttl(given.get()).map(limits::ttl).orElseGet(limits::usualTtl));
    }

    private static Optional<Duration> ttl(JsonSlice task) {
        if (!task.isObject()
                || task.asObject().get("ttl").filter(ttl -> !ttl.isNumber()).isPresent()) {
            throw new ProtocolException(
                    ProtocolError.of(200, ErrorCode.INVALID_PARAMS, "params.task must be an object with a number ttl"));
        }
        return TaskReport.millis(task.asObject(), "ttl");
    }

    private static Refused refused(String why) {
        return new Refused(new Refusal.Malformed(ProtocolError.of(200, ErrorCode.METHOD_NOT_FOUND, why)));
    }

    /** The call as its server gets it. */
    default ServerCall sent(Asked asked, ServerCall call) {
        if (this instanceof None || !(call instanceof ServerCall.CallTool(var tool, var params))) {
            return call;
        }
        boolean isLegacy = asked.catalog()
                .server(tool.server())
                .flatMap(ServerEntry::offer)
                .map(Offer::revision)
                .map(Revision::era)
                .filter(Era.LEGACY::equals)
                .isPresent();
        return isLegacy
                ? new ServerCall.CallTool(
                        tool, params.edit().set(PARAMETER, parameter(asked)).object())
                : call;
    }

    private JsonObject parameter(Asked asked) {
        var ttl = this instanceof Wanted(var wanted)
                ? wanted
                : asked.rules().tasks().limits().usualTtl();
        return JsonObject.EMPTY
                .edit()
                .set("ttl", JsonSlice.trusted(Long.toString(ttl.toMillis())))
                .object();
    }
}
