package io.nexusmcp.core.pipeline;

import static io.nexusmcp.core.pipeline.TestPipeline.legacy;
import static io.nexusmcp.core.pipeline.TestPipeline.modernAble;
import static io.nexusmcp.core.pipeline.TestPipeline.object;
import static io.nexusmcp.core.pipeline.TestPipeline.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Mount;
import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.audit.AuditEvent;
import io.nexusmcp.core.identity.ApiKey;
import io.nexusmcp.core.policy.Restrictions;
import io.nexusmcp.core.policy.ServerCall;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Calls that become tasks, and what their clients may still do with them. */
class TaskPipelineTest {
    private static final Mount WORK = Mount.of(new ServerName("work"));
    private static final String EXTENSION = "{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";
    private static final String CORE = "{\"tasks\":{\"requests\":{\"tools\":{\"call\":{}}}}}";
    private static final String TASK = "{\"taskId\":\"own-1\",\"status\":\"working\",\"ttl\":60000}";
    private static final String SECRET = "sk-ant-api03-" + "a".repeat(80);

    private final TestPipeline hub = new TestPipeline().server("work", "work");
    private final String key = hub.admin();
    private String header = "X-API-Key";

    private static String tool(String name, String support) {
        return "{\"name\":\"" + name + "\",\"inputSchema\":{\"type\":\"object\"},\"execution\":{\"taskSupport\":\""
                + support + "\"}}";
    }

    private void legacyServer() {
        hub.declaring(
                "work", Revision.V2025_11_25, CORE, tool("may", "optional"), tool("must", "required"), tool("not", ""));
        hub.upstream = (call, _) -> switch (call.method()) {
            case "tools/call" -> TestPipeline.result("{\"task\":" + TASK + "}");
            case "tasks/get" -> TestPipeline.result(TASK.replace("working", "completed"));
            case "tasks/result" ->
                TestPipeline.result("{\"content\":[{\"type\":\"text\",\"text\":\"" + SECRET + "\"}],\"_meta\":"
                        + "{\"io.modelcontextprotocol/related-task\":{\"taskId\":\"own-1\"}}}");
            default -> TestPipeline.result("{}");
        };
    }

    private void modernServer() {
        hub.declaring("work", Revision.NEWEST, EXTENSION, tool("may", ""));
        hub.upstream = (_, _) -> new UpstreamReply.Result(
                Revision.NEWEST, object("{\"resultType\":\"complete\",\"content\":[],\"isError\":true}"));
    }

    private Reply modern(String credential, String method, String params, String able) {
        var name = object("{" + params + "}");
        return hub.pipeline.handle(
                TestPipeline.inbound(
                        Inbound.Verb.POST,
                        WORK,
                        modernAble(method, params, able),
                        header,
                        credential,
                        "Accept",
                        "application/json, text/event-stream",
                        "MCP-Protocol-Version",
                        "2026-07-28",
                        "Mcp-Method",
                        method,
                        "Mcp-Name",
                        name.string("name").or(() -> name.string("taskId")).orElse("-")),
                ClientStream.NONE);
    }

    private Reply modern(String method, String params) {
        return modern(key, method, params, EXTENSION);
    }

    private String session(String revision) {
        var opened = (Reply.Json) hub.post(
                WORK,
                legacy(
                        "initialize",
                        "\"protocolVersion\":\"" + revision + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"c\","
                                + "\"version\":\"1\"}"),
                headers(Map.of()));
        return Optional.ofNullable(opened.headers().get("Mcp-Session-Id")).orElseThrow();
    }

    private String[] headers(Map<String, String> more) {
        var all = new ArrayList<>(List.of("X-API-Key", key, "Accept", "application/json, text/event-stream"));
        more.forEach((name, value) -> {
            all.add(name);
            all.add(value);
        });
        return all.toArray(String[]::new);
    }

    private Reply older(String session, String method, String params) {
        return hub.post(WORK, legacy(method, params), headers(Map.of("Mcp-Session-Id", session)));
    }

    private static JsonObject result(Reply reply) {
        return object(text(reply)).object("result").orElseThrow(() -> new AssertionError(text(reply)));
    }

    private static int code(Reply reply) {
        return object(text(reply))
                .object("error")
                .flatMap(error -> error.get("code"))
                .map(code -> Integer.parseInt(code.text()))
                .orElseThrow(() -> new AssertionError(text(reply)));
    }

    private String begun() {
        return result(modern("tools/call", "\"name\":\"may\"")).string("taskId").orElseThrow();
    }

    private static String id(String id) {
        return "\"taskId\":\"" + id + "\"";
    }

    @Test
    void task_ofALegacyServer_isHandedOutFlatUnderAnIdOfTheHub() {
        legacyServer();
        var created = result(modern("tools/call", "\"name\":\"may\""));

        assertThat(created.string("resultType")).contains("task");
        assertThat(created.whole().text()).doesNotContain("own-1").contains("\"ttlMs\":60000");
        assertThat(hub.sent.getLast().params().object("task").orElseThrow().has("ttl"))
                .isTrue();
    }

    @Test
    void result_ofATask_isFilteredLikeAnyOther() {
        legacyServer();
        var task = result(modern("tasks/get", id(begun())));

        assertThat(task.string("status")).contains("completed");
        assertThat(task.object("result")).isPresent();
        assertThat(task.whole().text()).doesNotContain(SECRET, "own-1", "related-task");
    }

    @Test
    void everyLookAtATask_isPermittedAnew() {
        legacyServer();
        header = "X-Agent-Key";
        var agent = hub.key(ApiKey.Kind.AGENT, "robot", Set.of("admin"));
        var id = result(modern(agent, "tools/call", "\"name\":\"may\"", EXTENSION))
                .string("taskId")
                .orElseThrow();
        assertThat(result(modern(agent, "tasks/get", id(id), EXTENSION)).string("status"))
                .contains("completed");
        int sent = hub.sent.size();
        hub.rules = hub.rules(new Restrictions(true, Map.of("robot", Set.of("work/not"))), TestPipeline.AMPLE, 100);

        var refused = modern(agent, "tasks/get", id(id), EXTENSION);
        assertThat(text(refused)).isEqualTo(text(modern(agent, "tasks/get", id("nothing"), EXTENSION)));
        assertThat(hub.sent).hasSize(sent);
    }

    @Test
    void taskWhoseToolIsSwitchedOff_isUnknown() {
        legacyServer();
        var id = begun();
        hub.switches.setTool("work/may", false);
        hub.catalogs.switched();
        int sent = hub.sent.size();

        var refused = modern("tasks/get", id(id));
        assertThat(text(refused)).isEqualTo(text(modern("tasks/get", id("nothing"))));
        assertThat(code(refused)).isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(hub.sent).hasSize(sent);
    }

    /** Runs something at the first of a waiting client's looks at its task, and ends the task with the second. */
    private Reply waiting(Runnable meanwhile) {
        legacyServer();
        var session = session("2025-11-25");
        var made = result(older(session, "tools/call", "\"name\":\"may\",\"task\":{}"));
        var id = made.object("task").flatMap(task -> task.string("taskId")).orElseThrow();
        var looks = new AtomicInteger();
        var ended = hub.upstream;
        hub.upstream = (call, exchange) -> {
            if (!call.method().equals("tasks/get") || looks.incrementAndGet() > 1) {
                return ended.answer(call, exchange);
            }
            meanwhile.run();
            return TestPipeline.result(TASK);
        };
        return older(session, "tasks/result", id(id));
    }

    @Test
    void taskThatEndsWhileItsClientWaits_givesItsResult() {
        assertThat(result(waiting(() -> {})).has("content")).isTrue();
    }

    /** The wait may last for as long as the task. */
    @Test
    void keyThatIsRevokedWhileItsClientWaits_getsNothingMore() {
        hub.admin();
        var refused = waiting(() -> hub.keys.revoke(key.substring(4, 14)));
        assertThat(((Reply.Json) refused).status()).isEqualTo(401);
        assertThat(hub.sent).last().extracting(ServerCall::method).isEqualTo("tasks/get");
    }

    @Test
    void toolThatIsSwitchedOffWhileItsClientWaits_givesNothingMore() {
        var refused = waiting(() -> {
            hub.switches.setTool("work/may", false);
            hub.catalogs.switched();
        });
        assertThat(code(refused)).isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(hub.sent).last().extracting(ServerCall::method).isEqualTo("tasks/get");
    }

    /** Each look brings new questions, which nobody can be asked. */
    @Test
    void serverThatAsksAgainAndAgain_isGivenUpByWhoeverWaits() {
        modernServer();
        var asked = new AtomicInteger();
        hub.upstream = (call, _) -> new UpstreamReply.Result(
                Revision.NEWEST,
                object(
                        switch (call.method()) {
                            case "tools/call" ->
                                "{\"resultType\":\"task\",\"taskId\":\"own\",\"status\":\"working\",\"pollIntervalMs\":100}";
                            case "tasks/get" -> questions(asked);
                            default -> "{\"resultType\":\"complete\"}";
                        }));
        var session = session("2025-11-25");
        var made = result(older(session, "tools/call", "\"name\":\"may\",\"task\":{}"));
        var id = made.object("task").flatMap(task -> task.string("taskId")).orElseThrow();
        assertThat(text(older(session, "tasks/result", id(id)))).contains("again and again");
        assertThat(asked).hasValueLessThan(120);
    }

    private static String questions(AtomicInteger asked) {
        var questions = new StringJoiner(",", "{", "}");
        for (int each = 0; each < 40; each++) {
            questions.add("\"q" + asked.incrementAndGet()
                    + "\":{\"method\":\"elicitation/create\",\"params\":{\"message\":\"?\",\"requestedSchema\":"
                    + "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}}}");
        }
        return "{\"resultType\":\"complete\",\"taskId\":\"own\",\"status\":\"input_required\",\"inputRequests\":"
                + questions + "}";
    }

    @Test
    void taskOfAServerThatIsAway_isNotUnknown() {
        legacyServer();
        var id = begun();
        hub.catalogs.lost(hub.spec("work"), "away");

        assertThat(code(modern("tasks/get", id(id)))).isEqualTo(ErrorCode.INTERNAL_ERROR);
    }

    @Test
    void serverThatForgotATask_makesItUnknown() {
        legacyServer();
        var id = begun();
        hub.upstream = (_, _) -> new UpstreamReply.Failure(
                Revision.V2025_11_25, ErrorCode.INVALID_PARAMS, object("{\"code\":-32602,\"message\":\"own-1?\"}"));

        var refused = modern("tasks/get", id(id));
        assertThat(code(refused)).isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(text(refused)).doesNotContain("own-1");
    }

    @Test
    void clientWithoutTheExtension_isToldWhatItLacks() {
        legacyServer();
        var id = begun();
        for (var method : new String[] {"tasks/get", "tasks/update", "tasks/cancel"}) {
            for (var any : new String[] {id, "nothing"}) {
                var refused = modern(key, method, id(any), "{}");
                assertThat(code(refused)).isEqualTo(ErrorCode.MISSING_CLIENT_CAPABILITY);
                assertThat(((Reply.Json) refused).status()).isEqualTo(400);
            }
        }
        assertThat(code(modern(key, "subscriptions/listen", "\"notifications\":{\"taskIds\":[\"x\"]}", "{}")))
                .isEqualTo(ErrorCode.MISSING_CLIENT_CAPABILITY);
        assertThat(text(modern(key, "tools/call", "\"name\":\"may\"", "{}"))).doesNotContain("\"resultType\":\"task\"");
    }

    @Test
    void methodsOfTheOtherDesign_areUnknown() {
        legacyServer();
        assertThat(code(modern("tasks/result", id("x")))).isEqualTo(ErrorCode.METHOD_NOT_FOUND);
        assertThat(code(modern("tasks/list", ""))).isEqualTo(ErrorCode.METHOD_NOT_FOUND);
        assertThat(code(older(session("2025-11-25"), "tasks/update", id("x")))).isEqualTo(ErrorCode.METHOD_NOT_FOUND);
        assertThat(code(older(session("2025-06-18"), "tasks/get", id("x")))).isEqualTo(ErrorCode.METHOD_NOT_FOUND);
    }

    @Test
    void tasks_whereNoServerHasThem_areUnknownMethods() {
        hub.declaring("work", Revision.V2025_11_25, "{}", tool("may", "optional"));
        assertThat(code(modern("tasks/get", id("x")))).isEqualTo(ErrorCode.METHOD_NOT_FOUND);
        assertThat(code(older(session("2025-11-25"), "tasks/list", ""))).isEqualTo(ErrorCode.METHOD_NOT_FOUND);
        assertThat(text(older(session("2025-11-25"), "tools/call", "\"name\":\"may\",\"task\":{}")))
                .contains("done");
        assertThat(hub.sent.getLast().params().has("task")).isFalse();
    }

    @Test
    void toolThatIsNotForTasks_refusesOne_andOneThatIsRefusesPlainCalls() {
        legacyServer();
        var session = session("2025-11-25");
        assertThat(code(older(session, "tools/call", "\"name\":\"not\",\"task\":{}")))
                .isEqualTo(ErrorCode.METHOD_NOT_FOUND);
        assertThat(code(older(session, "tools/call", "\"name\":\"must\""))).isEqualTo(ErrorCode.METHOD_NOT_FOUND);
        assertThat(code(older(session, "tools/call", "\"name\":\"may\",\"task\":7")))
                .isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(hub.sent).isEmpty();
    }

    @Test
    void toolThatNeedsATask_isDrivenForAnOlderClient_andEndedWithIt() {
        legacyServer();
        assertThat(text(older(session("2025-06-18"), "tools/call", "\"name\":\"must\"")))
                .contains("\"content\"")
                .doesNotContain("own-1");
        assertThat(hub.sent).extracting(ServerCall::method).containsExactly("tools/call", "tasks/result");
    }

    @Test
    void answerAtOnce_isHeldFilteredForAClientThatWasPromisedATask() {
        modernServer();
        var session = session("2025-11-25");
        var task = result(older(session, "tools/call", "\"name\":\"may\",\"task\":{\"ttl\":5000}"))
                .object("task")
                .orElseThrow();
        assertThat(task.string("status")).contains("failed");
        assertThat(task.get("ttl").orElseThrow().text()).isEqualTo("5000");
        int sent = hub.sent.size();
        assertThat(text(older(session, "tasks/result", id(task.string("taskId").orElseThrow()))))
                .contains("\"isError\":true");
        hub.now = TestPipeline.NOW.plusSeconds(5);
        assertThat(code(older(session, "tasks/result", id(task.string("taskId").orElseThrow()))))
                .isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(hub.sent).hasSize(sent);
    }

    @Test
    void floodOfTasks_isRefusedBeforeAServerHearsOfIt() {
        legacyServer();
        for (int count = 0; count < 3; count++) {
            begun();
        }
        int sent = hub.sent.size();
        assertThat(((Reply.Json) modern("tools/call", "\"name\":\"may\"")).status())
                .isEqualTo(429);
        assertThat(hub.sent).hasSize(sent);
        assertThat(hub.events.getLast().verdict().reason()).contains("too_many_tasks");
        var other = hub.key(ApiKey.Kind.USER, "bob", Set.of("admin"));
        assertThat(result(modern(other, "tools/call", "\"name\":\"may\"", EXTENSION))
                        .string("taskId"))
                .isPresent();
    }

    @Test
    void callThatFails_takesNoRoom() {
        legacyServer();
        hub.upstream = (call, _) -> {
            throw new Refused(new Refusal.UpstreamFailed(call.server(), "gone"));
        };
        for (int count = 0; count < 10; count++) {
            assertThat(code(modern("tools/call", "\"name\":\"may\""))).isEqualTo(ErrorCode.INTERNAL_ERROR);
        }
    }

    @Test
    void taskThatIsNone_isAFailureOfItsServer() {
        legacyServer();
        hub.upstream = (_, _) -> TestPipeline.result("{\"task\":{\"taskId\":7}}");
        assertThat(code(modern("tools/call", "\"name\":\"may\""))).isEqualTo(ErrorCode.INTERNAL_ERROR);
        modernServer();
        hub.upstream = (_, _) -> new UpstreamReply.Result(
                Revision.NEWEST, object("{\"resultType\":\"task\",\"taskId\":\"own\",\"status\":\"working\"}"));
        assertThat(code(modern(key, "tools/call", "\"name\":\"may\"", "{}"))).isEqualTo(ErrorCode.INTERNAL_ERROR);
    }

    @Test
    void cancelledTask_staysCancelledWhateverItsServerSays() {
        legacyServer();
        var session = session("2025-11-25");
        hub.upstream = (call, _) -> call.method().equals("tools/call")
                ? TestPipeline.result("{\"task\":" + TASK + "}")
                : TestPipeline.result(TASK);
        var id = result(older(session, "tools/call", "\"name\":\"may\",\"task\":{}"))
                .object("task")
                .flatMap(task -> task.string("taskId"))
                .orElseThrow();
        assertThat(result(older(session, "tasks/cancel", id(id))).string("status"))
                .contains("cancelled");
        hub.upstream = (_, _) -> TestPipeline.result(TASK.replace("working", "completed"));
        assertThat(result(older(session, "tasks/get", id(id))).string("status")).contains("cancelled");
        assertThat(code(older(session, "tasks/cancel", id(id)))).isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(text(older(session, "tasks/list", ""))).contains(id, "cancelled");
    }

    @Test
    void everyStep_isRecordedWithItsToolAndWithoutIds() {
        legacyServer();
        var id = begun();
        modern("tasks/get", id(id));
        modern("tasks/cancel", id(id));

        assertThat(hub.events)
                .extracting(event -> event.what().operation())
                .containsExactly("tasks/create", "tools/call", "tasks/get", "tasks/cancel");
        assertThat(hub.events)
                .extracting(AuditEvent::what)
                .allSatisfy(what -> assertThat(what.target()).isEqualTo(Optional.of("may")));
        assertThat(hub.events.toString()).doesNotContain(id, "own-1");
    }

    @Test
    void handshakes_sayThatThereAreTasksInTheWordsOfTheClient() {
        legacyServer();
        assertThat(text(modern("server/discover", "")))
                .contains("\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}");
        var newest = hub.post(
                WORK,
                legacy("initialize", "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}"),
                headers(Map.of()));
        assertThat(text(newest))
                .contains("\"tasks\":{\"list\":{},\"cancel\":{}")
                .doesNotContain("extensions");
        var older = hub.post(
                WORK,
                legacy("initialize", "\"protocolVersion\":\"2025-06-18\",\"capabilities\":{}"),
                headers(Map.of()));
        assertThat(text(older)).doesNotContain("\"tasks\"");
    }
}
