package io.nexusmcp.core.pipeline;

import static io.nexusmcp.core.pipeline.TestPipeline.modern;
import static io.nexusmcp.core.pipeline.TestPipeline.object;
import static io.nexusmcp.core.pipeline.TestPipeline.text;
import static io.nexusmcp.core.pipeline.TestPipeline.tool;
import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Mount;
import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.audit.AuditEvent.Outcome;
import io.nexusmcp.core.catalog.ToolSwitchboard;
import io.nexusmcp.core.identity.ApiKey;
import io.nexusmcp.core.limit.RateLimit;
import io.nexusmcp.core.policy.Restrictions;
import io.nexusmcp.core.policy.ServerCall;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineTest {
    private static final Mount GITHUB = Mount.of(new ServerName("github"));

    private final TestPipeline hub = new TestPipeline()
            .server("github", "github", tool("create"), tool("delete"))
            .server("files", "files", tool("read"));

    private Reply call(String key, String name, String arguments) {
        return hub.post(
                Mount.FEDERATED,
                modern("tools/call", "\"name\":\"" + name + "\",\"arguments\":" + arguments),
                modernHeaders(key, "tools/call", name));
    }

    private static String[] modernHeaders(String key, String method, String name) {
        return new String[] {
            "X-API-Key", key, "MCP-Protocol-Version", "2026-07-28", "Mcp-Method", method, "Mcp-Name", name,
        };
    }

    private Reply list(String key, Mount mount, String method) {
        return hub.post(mount, modern(method, ""), modernHeaders(key, method, ""));
    }

    private void assertOneEvent(Outcome outcome, String reason) {
        assertThat(hub.events).hasSize(1);
        assertThat(hub.events.getFirst().verdict().outcome()).isEqualTo(outcome);
        assertThat(hub.events.getFirst().verdict().reason())
                .isEqualTo(Optional.of(reason).filter(word -> !word.isEmpty()));
    }

    @Test
    void call_permitted_reachesTheServerUnderItsOwnName() {
        var reply = call(hub.admin(), "github__create", "{\"n\":1.0e0}");
        assertThat(text(reply)).contains("\"id\":7").contains("done").contains("\"resultType\":\"complete\"");
        assertThat(hub.sent).hasSize(1);
        var sent = hub.sent.getFirst();
        assertThat(sent.server()).isEqualTo(new ServerName("github"));
        assertThat(sent.params().whole().text()).isEqualTo("{\"name\":\"create\",\"arguments\":{\"n\":1.0e0}}");
        assertOneEvent(Outcome.ALLOWED, "");
        var what = hub.events.getFirst().what();
        assertThat(what.server()).contains("github");
        assertThat(what.target()).contains("create");
        assertThat(what.definitionHash()).isPresent();
        assertThat(hub.events.getFirst().policyVersion()).isEqualTo("v1");
    }

    @Test
    void call_withoutCredential_isRefusedBeforeTheBodyIsRead() {
        var inbound = TestPipeline.inbound(Inbound.Verb.POST, Mount.FEDERATED, "");
        var unread = new Inbound(
                inbound.verb(),
                inbound.mount(),
                inbound.headers(),
                inbound.peer(),
                () -> {
                    throw new AssertionError("read");
                },
                inbound.received(),
                inbound.traceId());
        var reply = (Reply.Json) hub.pipeline.handle(unread, ClientStream.NONE);
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.headers()).containsKey("WWW-Authenticate");
        assertOneEvent(Outcome.DENIED, "unauthenticated");
    }

    /** Invariant: what is forbidden, missing or switched off cannot be told apart. */
    @Test
    void call_forbiddenMissingOrSwitchedOff_answersTheSame() {
        var key = hub.key(ApiKey.Kind.USER, "ana", Set.of("reader"), "execute:tools/files/read");
        var forbidden = call(key, "github__create", "{}");
        var missing = call(key, "github__nothing", "{}");
        assertThat(new ToolSwitchboard(hub.catalogs, hub.switches).disable("files__read"))
                .isPresent();
        var off = call(key, "files__read", "{}");
        assertThat(text(forbidden))
                .isEqualTo(text(missing))
                .isEqualTo(text(off))
                .contains("-32602");
        assertThat(hub.sent).isEmpty();
        assertThat(hub.events).extracting(event -> event.verdict().reason()).containsOnly(Optional.of("unknown_tool"));
    }

    @Test
    void list_showsWhatMayBeCalledAndNothingElse() {
        var key = hub.key(ApiKey.Kind.USER, "ana", Set.of(), "execute:tools/github/create");
        assertThat(text(list(key, Mount.FEDERATED, "tools/list")))
                .contains("github__create")
                .doesNotContain("github__delete")
                .doesNotContain("files__read")
                .contains("\"cacheScope\":\"private\"");
        assertThat(text(list(key, GITHUB, "tools/list"))).contains("\"create\"").doesNotContain("github__");
        assertThat(((Reply.Json) list(key, Mount.of(new ServerName("files")), "tools/list")).status())
                .isEqualTo(404);
        assertThat(((Reply.Json) list(key, Mount.of(new ServerName("none")), "tools/list")).status())
                .isEqualTo(404);
    }

    @Test
    void restrictions_holdAgentsToTheirToolsAndOthersNot() {
        hub.rules = hub.rules(
                new Restrictions(true, Map.of("coder", Set.of("github__create", "read"))), TestPipeline.AMPLE, 100);
        var coder = hub.key(ApiKey.Kind.AGENT, "coder", Set.of("admin"));
        var other = hub.key(ApiKey.Kind.AGENT, "other", Set.of("admin"));
        var names = text(hub.post(
                Mount.FEDERATED,
                modern("tools/list", ""),
                "X-Agent-Key",
                coder,
                "MCP-Protocol-Version",
                "2026-07-28",
                "Mcp-Method",
                "tools/list"));
        assertThat(names).contains("github__create").contains("files__read").doesNotContain("github__delete");
        assertThat(text(hub.post(
                        Mount.FEDERATED,
                        modern("tools/list", ""),
                        "X-Agent-Key",
                        other,
                        "MCP-Protocol-Version",
                        "2026-07-28",
                        "Mcp-Method",
                        "tools/list")))
                .contains("\"tools\":[]");
        assertThat(text(list(hub.admin(), Mount.FEDERATED, "tools/list"))).contains("github__delete");
    }

    @Test
    void call_argumentsAgainstTheSchema_isAnErrorResultThatEchoesNothing() {
        var reply = call(hub.admin(), "github__create", "{\"n\":\"hunter2\"}");
        assertThat(text(reply)).contains("\"isError\":true").doesNotContain("hunter2");
        assertThat(hub.sent).isEmpty();
        assertOneEvent(Outcome.DENIED, "invalid_arguments");
    }

    @Test
    void call_dangerousKeyOrTraversal_isAnErrorResult() {
        assertThat(text(call(hub.admin(), "github__create", "{\"a\":{\"__import__\":1}}")))
                .contains("\"isError\":true");
        assertThat(text(call(hub.admin(), "github__create", "{\"p\":\"../../etc/passwd\"}")))
                .contains("\"isError\":true");
        assertThat(hub.sent).isEmpty();
    }

    @Test
    void call_bodyAndHeaderDiffer_isRefusedBeforeAnythingIsDecided() {
        var reply = (Reply.Json) hub.post(
                Mount.FEDERATED,
                modern("tools/call", "\"name\":\"github__delete\",\"arguments\":{}"),
                modernHeaders(hub.admin(), "tools/call", "github__create"));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(text(reply)).contains("-32020");
        assertThat(hub.sent).isEmpty();
        assertOneEvent(Outcome.DENIED, "malformed");
    }

    @Test
    void rateLimit_exceeded_isHttp429WithWhenToRetry() {
        hub.rules = hub.rules(Restrictions.NONE, new RateLimit(1, Duration.ofMinutes(1), 0), 100);
        var key = hub.admin();
        assertThat(list(key, Mount.FEDERATED, "tools/list").headers())
                .containsEntry("X-RateLimit-Limit", "1")
                .containsEntry("X-RateLimit-Remaining", "0");
        var refused = (Reply.Json) list(key, Mount.FEDERATED, "tools/list");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers()).containsKey("Retry-After");
        assertThat(text(refused)).contains("429");
    }

    @Test
    void audit_cannotBeWritten_noAnswerLeaves() {
        var key = hub.admin();
        hub.isAuditBroken = true;
        var reply = (Reply.Json) call(key, "github__create", "{}");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(text(reply)).doesNotContain("done");
    }

    @Test
    void upstream_throwsAnything_isAnIncidentAndAudited() {
        hub.upstream = (_, _) -> {
            throw new IllegalStateException("secret detail");
        };
        var reply = call(hub.admin(), "github__create", "{}");
        assertThat(text(reply)).contains("-32603").contains("\"id\":7").doesNotContain("secret detail");
        assertOneEvent(Outcome.FAILED, "internal");
    }

    @Test
    void upstream_fails_isAnIncidentWithoutDetails() {
        hub.upstream = (call, _) -> {
            throw new Refused(new Refusal.UpstreamFailed(call.server(), "connection reset by 10.0.0.7"));
        };
        assertThat(text(call(hub.admin(), "github__create", "{}")))
                .contains("-32603")
                .doesNotContain("10.0.0.7");
        assertOneEvent(Outcome.FAILED, "upstream_failed");
    }

    @Test
    void result_withASecret_isRedactedAndSaidSoInTheAudit() {
        hub.upstream = (_, _) -> new UpstreamReply.Result(
                Revision.V2025_11_25,
                object("{\"content\":[{\"type\":\"text\",\"text\":\"card 4111 1111 1111 1111 here\"}]}"));
        assertThat(text(call(hub.admin(), "github__create", "{}")))
                .doesNotContain("4111 1111")
                .contains("here");
        assertThat(hub.events.getFirst().verdict().reason()).contains("redacted");
    }

    @Test
    void result_thatIsNotComplete_failsTheCall() {
        hub.upstream = (_, _) -> new UpstreamReply.Result(
                Revision.V2026_07_28, object("{\"resultType\":\"input_required\",\"inputRequests\":{}}"));
        assertThat(text(call(hub.admin(), "github__create", "{}"))).contains("-32603");
    }

    @Test
    void error_thatBlamesTheClientForACapability_isPassedOnOnlyWhereItLacksIt() {
        hub.upstream = (_, _) -> new UpstreamReply.Failure(
                Revision.V2026_07_28,
                -32021,
                object("{\"code\":-32021,\"message\":\"no\",\"data\":{\"requiredCapabilities\":"
                        + "{\"elicitation\":{\"url\":{}}}}}"));
        var headers = modernHeaders(hub.admin(), "tools/call", "github__create");
        var lacking = modern("tools/call", "\"name\":\"github__create\",\"arguments\":{}");
        var partly = lacking.replace("Capabilities\":{}", "Capabilities\":{\"elicitation\":{\"form\":{}}}");
        var having = lacking.replace("Capabilities\":{}", "Capabilities\":{\"elicitation\":{\"url\":{}}}");
        assertThat(text(hub.post(Mount.FEDERATED, lacking, headers))).contains("-32021");
        assertThat(text(hub.post(Mount.FEDERATED, partly, headers))).contains("-32021");
        var reply = (Reply.Json) hub.post(Mount.FEDERATED, having, headers);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(text(reply)).contains("-32603").doesNotContain("-32021");
    }

    @Test
    void error_thatBlamesTheClientWithoutSayingForWhat_isNotPassedOn() {
        hub.upstream = (_, _) ->
                new UpstreamReply.Failure(Revision.V2026_07_28, -32021, object("{\"code\":-32021,\"message\":\"no\"}"));
        assertThat(text(call(hub.admin(), "github__create", "{}"))).contains("-32603");
    }

    @Test
    void stream_thatBeginsBeforeTheAnswer_hasTheCallersAllowance() {
        var announced = new HashMap<String, String>();
        var inbound = TestPipeline.inbound(
                Inbound.Verb.POST,
                Mount.FEDERATED,
                modern("tools/call", "\"name\":\"github__create\",\"arguments\":{}"),
                modernHeaders(hub.admin(), "tools/call", "github__create"));
        hub.pipeline.handle(inbound, new ClientStream() {
            @Override
            public boolean canStream() {
                return true;
            }

            @Override
            public void announce(Map<String, String> headers) {
                assertThat(hub.sent).as("calls before the headers").isEmpty();
                announced.putAll(headers);
            }

            @Override
            public void send(JsonSlice message) {
                // the scripted server says nothing before its answer
            }

            @Override
            public void onDisconnect(Runnable action) {
                // it stays
            }
        });
        assertThat(announced).containsOnlyKeys("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset");
        assertThat(hub.sent).hasSize(1);
    }

    @Test
    void resource_missingAtTheServerOrForbidden_answersTheSame() {
        hub.upstream = (call, _) -> new UpstreamReply.Failure(
                Revision.V2025_11_25, -32002, object("{\"code\":-32002,\"message\":\"file x is not here\"}"));
        var key = hub.key(ApiKey.Kind.USER, "ana", Set.of(), "read:resources/github/demo://github/a");
        var missing = hub.post(
                GITHUB,
                modern("resources/read", "\"uri\":\"demo://github/a\""),
                modernHeaders(key, "resources/read", "demo://github/a"));
        var forbidden = hub.post(
                GITHUB,
                modern("resources/read", "\"uri\":\"demo://github/b\""),
                modernHeaders(key, "resources/read", "demo://github/b"));
        assertThat(text(missing).replace("github/a", ""))
                .isEqualTo(text(forbidden).replace("github/b", ""));
        assertThat(text(missing)).contains("-32602").contains("\"uri\"");
    }

    @Test
    void resource_federated_goesToTheOwnerOfTheUri() {
        hub.upstream = (_, _) -> new UpstreamReply.Result(Revision.V2025_11_25, object("{\"contents\":[]}"));
        hub.post(
                Mount.FEDERATED,
                modern("resources/read", "\"uri\":\"demo://files/a\""),
                modernHeaders(hub.admin(), "resources/read", "demo://files/a"));
        assertThat(hub.sent).extracting(ServerCall::server).containsExactly(new ServerName("files"));
    }

    @Test
    void page_followsItsOwnCursorOnly() {
        hub.rules = hub.rules(Restrictions.NONE, TestPipeline.AMPLE, 2);
        var key = hub.admin();
        var first = object(text(list(key, Mount.FEDERATED, "tools/list")))
                .object("result")
                .orElseThrow();
        var cursor = first.string("nextCursor").orElseThrow();
        var body = modern("tools/list", "\"cursor\":\"" + cursor + "\"");
        assertThat(text(hub.post(Mount.FEDERATED, body, modernHeaders(key, "tools/list", ""))))
                .contains("files__read")
                .doesNotContain("nextCursor");
        assertThat(text(hub.post(Mount.FEDERATED, body, modernHeaders(hub.admin(), "tools/list", ""))))
                .as("another caller")
                .contains("-32602");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ping", "logging/setLevel", "resources/subscribe", "initialize", "no/such"})
    void modern_methodOfTheOtherEraOrUnknown_is404(String method) {
        var reply = (Reply.Json) list(hub.admin(), Mount.FEDERATED, method);
        assertThat(reply.status()).isEqualTo(404);
        assertThat(text(reply)).contains("-32601").contains("\"id\":7");
    }

    @Test
    void completion_ofAForbiddenServerWithoutCompletions_isAnsweredLikeAMissingOne() {
        hub.catalogs.offers(hub.spec("github"), TestPipeline.withoutCompletions("github"));
        var stranger = hub.key(ApiKey.Kind.USER, "stranger", Set.of(), "read:prompts/files/*");

        assertThat(text(complete(stranger, "github__greet"))).isEqualTo(text(complete(stranger, "nobody__greet")));
        assertThat(text(complete(hub.admin(), "github__greet"))).contains("Method not found");
    }

    private Reply complete(String key, String prompt) {
        var params = "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"" + prompt
                + "\"},\"argument\":{\"name\":\"a\",\"value\":\"\"}";
        return hub.post(
                Mount.FEDERATED, modern("completion/complete", params), modernHeaders(key, "completion/complete", ""));
    }
}
