package io.nexusmcp.upstream;

import io.nexusmcp.core.policy.ServerCall;
import io.nexusmcp.protocol.HeaderParam;
import io.nexusmcp.protocol.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * A request on its way to a server, before the hop's own id, token and {@code _meta} are put in.
 *
 * @param name what {@code Mcp-Name} repeats, for the methods that have it
 * @param headerParams the arguments that headers repeat
 */
record Outgoing(String method, JsonObject params, Optional<String> name, List<HeaderParam> headerParams) {

    static Outgoing of(ServerCall call) {
        return switch (call) {
            case ServerCall.CallTool tool ->
                new Outgoing(
                        tool.method(),
                        tool.params(),
                        Optional.of(tool.target()),
                        tool.tool().headerParams());
            case ServerCall.GetPrompt prompt -> named(prompt);
            case ServerCall.ReadResource read -> named(read);
            case ServerCall.Complete complete -> plain(complete.method(), complete.params());
            case ServerCall.AboutTask about ->
                new Outgoing(about.method(), about.params(), Optional.of(about.taskId()), List.of());
        };
    }

    /** Whether it makes a task of a legacy server, or is about one: only the connection that made a task knows it. */
    boolean concernsTask() {
        return method.startsWith("tasks/") || params.has("task");
    }

    /** The task in whose name its server may ask something meanwhile. */
    Optional<String> awaitedTask() {
        return method.equals("tasks/result") ? name : Optional.empty();
    }

    static Outgoing plain(String method, JsonObject params) {
        return new Outgoing(method, params, Optional.empty(), List.of());
    }

    private static Outgoing named(ServerCall call) {
        return new Outgoing(call.method(), call.params(), Optional.of(call.target()), List.of());
    }

    Outgoing with(List<HeaderParam> renewed) {
        return new Outgoing(method, params, name, renewed);
    }
}
