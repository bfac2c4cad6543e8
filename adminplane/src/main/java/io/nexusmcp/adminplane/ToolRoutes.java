package io.nexusmcp.adminplane;

import io.nexusmcp.core.catalog.SwitchProblem;
import io.nexusmcp.core.catalog.ToolAdministration;
import io.nexusmcp.core.catalog.ToolStatus;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Tools: what there is, their switches, and calling one through the whole pipeline. */
final class ToolRoutes {
    private static final Access READ = Access.needs("read", "tools");
    private static final Access WRITE = Access.needs("write", "tools");
    private static final int MAX_CALL_BYTES = 10 << 20;

    private final ToolAdministration tools;
    private final ToolCalls calls;

    ToolRoutes(ToolAdministration tools, ToolCalls calls) {
        this.tools = tools;
        this.calls = calls;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/v1/tools",
                        READ,
                        "tools/list",
                        "Lists the tools of all servers, those that are switched off included.",
                        this::list,
                        Field.optional("server", Field.Type.TEXT, "only this server's")),
                change("enable", "Lets a tool be called again.", tools::enable),
                change("disable", "Takes a tool out of every list; the next call is refused.", tools::disable),
                Route.post(
                                "/api/v1/tools/{tool}/call",
                                new Access.Pipeline(),
                                "tools/call",
                                "Calls a tool through the whole pipeline: its permissions, limits and guards decide.",
                                this::call,
                                Field.optional("arguments", Field.Type.OBJECT, "the tool's arguments"))
                        .withBodyOf(MAX_CALL_BYTES));
    }

    private static Route change(String verb, String says, Function<String, Optional<ToolStatus>> command) {
        return Route.post("/api/v1/tools/{tool}/" + verb, WRITE, "tools/" + verb, says, request -> {
            try {
                var status = command.apply(request.variable("tool")).orElseThrow(() -> AdminProblem.notFound("tool"));
                return Answer.json(Json.object().set("tool", json(status)));
            } catch (SwitchProblem problem) {
                throw AdminProblem.conflict("This cannot be done: " + problem.getMessage() + ".");
            }
        });
    }

    private Answer list(AdminRequest request) {
        var server = request.input().text("server");
        var listed = tools.list().stream()
                .filter(tool -> server.map(tool.server().value()::equals).orElse(true))
                .map(ToolRoutes::json)
                .toList();
        return Answer.json(Json.object().set("tools", Json.list(listed)));
    }

    private Answer call(AdminRequest request) {
        var outcome = calls.call(
                request.headers(),
                request.peer(),
                request.traceId(),
                request.variable("tool"),
                request.input().object("arguments"));
        return switch (outcome) {
            case ToolCalls.Outcome.Result(var result) ->
                Answer.json(Json.object().set("result", result)).recorded();
            case ToolCalls.Outcome.Failure error ->
                Errors.answer(status(error), "mcp_error", error.message(), "JSON-RPC error " + error.code() + ".")
                        .recorded();
        };
    }

    /** Unknown and forbidden tools are one error of the pipeline, and so one status here. */
    private static int status(ToolCalls.Outcome.Failure error) {
        if (error.status() >= 400) {
            return error.status();
        }
        return error.code() == ErrorCode.INVALID_PARAMS ? 404 : 502;
    }

    private static JsonSlice json(ToolStatus tool) {
        return Json.object()
                .set("name", tool.name())
                .set("server", tool.server().value())
                .set("ownName", tool.ownName())
                .set("description", tool.description())
                .set("enabled", Json.truth(tool.isEnabled()))
                .set("hash", tool.hash())
                .set("inputSchema", tool.inputSchema())
                .slice();
    }
}
