package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.MisbehavingServer;
import io.nexusmcp.testkit.Proves;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the keys about callers, roles and agents do, beside the same hub without them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdentitySettingsIT {
    private static final int OK = 200;
    private static final int UNAUTHENTICATED = 401;
    private static final String STRANGE_HEADER = "X-Team-Key";

    private final MisbehavingServer server = MisbehavingServer.start(Era.MODERN);
    private Trial trial;
    private Operator.Key user;
    private Operator.Key agent;

    @BeforeAll
    void start(@TempDir Path folder) {
        server.tools("work", "play");
        trial = Trial.start(new HubSetup().http("work", server.uri()), folder);
        trial.hub().awaitServer("work");
        user = trial.operator().user("ana", "execute:tools/work");
        agent = trial.operator().agent("helper", "execute:tools/work");
    }

    @AfterEach
    void reset() {
        trial.without();
    }

    @AfterAll
    void stop() {
        trial.close();
        server.close();
    }

    /** The status of a list asked for with these headers instead of a bearer token. */
    private int status(String... credential) {
        var peer = Peer.modern(trial.hub().mcp("work"), "");
        var headers = peer.headers("tools/list", "");
        int at = headers.indexOf("Authorization");
        headers.subList(at, at + 2).clear();
        headers.addAll(List.of(credential));
        return Wire.post(trial.hub().mcp("work"), peer.request("1", "tools/list", ""), headers)
                .status();
    }

    @Test
    @Proves("enableAuth")
    void enableAuth_asksEveryCallerForACredential() {
        assertThat(status()).isEqualTo(UNAUTHENTICATED);
        trial.with("{\"enableAuth\":false}");
        assertThat(status()).isEqualTo(OK);
        assertThat(trial.hub().log()).contains("enableAuth: authentication is off");
        trial.with("{\"enableAuth\":true}");
        assertThat(status()).isEqualTo(UNAUTHENTICATED);
    }

    @Test
    @Proves("auth.apiKey.enabled")
    void apiKeys_areAcceptedUnlessSwitchedOff() {
        assertThat(status("X-API-Key", user.secret())).isEqualTo(OK);
        trial.with("{\"auth\":{\"apiKey\":{\"enabled\":false}}}");
        assertThat(status("X-API-Key", user.secret())).isEqualTo(UNAUTHENTICATED);
        assertThat(status("Authorization", "Bearer " + user.secret())).isEqualTo(UNAUTHENTICATED);
        assertThat(status("X-Agent-Key", agent.secret())).isEqualTo(OK);
    }

    @Test
    @Proves("auth.apiKey.header")
    void apiKeyHeader_namesTheHeaderOfKeys() {
        assertThat(status("X-API-Key", user.secret())).isEqualTo(OK);
        assertThat(status(STRANGE_HEADER, user.secret())).isEqualTo(UNAUTHENTICATED);
        trial.with("{\"auth\":{\"apiKey\":{\"header\":\"X-Team-Key\"}}}");
        assertThat(status(STRANGE_HEADER, user.secret())).isEqualTo(OK);
        assertThat(status("X-API-Key", user.secret())).isEqualTo(UNAUTHENTICATED);
    }

    @Test
    @Proves("agents.authentication.enabled")
    void agentKeys_areAcceptedUnlessSwitchedOff() {
        assertThat(status("X-Agent-Key", agent.secret())).isEqualTo(OK);
        trial.with("{\"agents\":{\"authentication\":{\"enabled\":false}}}");
        assertThat(status("X-Agent-Key", agent.secret())).isEqualTo(UNAUTHENTICATED);
        assertThat(status("X-API-Key", user.secret())).isEqualTo(OK);
    }

    @Test
    @Proves("agents.authentication.header")
    void agentKeyHeader_namesTheHeaderOfAgentsKeys() {
        assertThat(status(STRANGE_HEADER, agent.secret())).isEqualTo(UNAUTHENTICATED);
        trial.with("{\"agents\":{\"authentication\":{\"header\":\"X-Team-Key\"}}}");
        assertThat(status(STRANGE_HEADER, agent.secret())).isEqualTo(OK);
        assertThat(status("X-Agent-Key", agent.secret())).isEqualTo(UNAUTHENTICATED);
    }

    @Test
    @Proves("agents.authentication.type")
    void agentKeyType_isTheOneThereIs_andAnotherIsAnError(@TempDir Path folder) {
        trial.with("{\"agents\":{\"authentication\":{\"type\":\"apiKey\"}}}");
        assertThat(status("X-Agent-Key", agent.secret())).isEqualTo(OK);
        var other = new HubSetup().with("{\"agents\":{\"authentication\":{\"type\":\"jwt\"}}}");
        try (var refused = HubProcess.launch(other, folder)) {
            assertThat(refused.awaitExit()).isEqualTo(2);
            assertThat(refused.log()).contains("agents.authentication.type");
        }
    }

    @Test
    @Proves({"auth.rbac.enabled", "auth.rbac.roles[].name", "auth.rbac.roles[].permissions"})
    void roles_giveWhatTheyAreWrittenToGive() {
        var roles = "{\"auth\":{\"rbac\":{\"enabled\":%s,\"roles\":[{\"name\":\"admin\",\"permissions\":[\"*:*\"]},"
                + "{\"name\":\"%s\",\"permissions\":[\"%s\"]}]}}}";
        trial.with(roles.formatted("true", "worker", "execute:tools/work/work"));
        var wanted = Json.object().put("name", "wim");
        wanted.putArray("roles").add("worker");
        var worker = trial.operator().key(wanted);
        assertCalls(worker, true, false);

        trial.with(roles.formatted("true", "worker", "execute:tools/work/play"));
        assertCalls(worker, false, true);
        trial.with(roles.formatted("true", "player", "execute:tools/work/*"));
        assertCalls(worker, false, false);
        trial.with(roles.formatted("false", "worker", "execute:tools/work/*"));
        assertCalls(worker, false, false);
        assertCalls(user, true, true);
        trial.with(roles.formatted("true", "worker", "execute:tools/work/*"));
        assertCalls(worker, true, true);
        trial.without();
        assertCalls(worker, false, false);
    }

    @Test
    @Proves("mcp.tools.restrictions.enabled")
    void restrictions_whenEnabled_holdAgentsToTheirLists() {
        var lists = "{\"mcp\":{\"tools\":{\"restrictions\":{%s\"allowedTools\":{\"other\":[\"work\"]}}}}}";
        trial.with(lists.formatted(""));
        assertCalls(agent, true, true);
        trial.with(lists.formatted("\"enabled\":false,"));
        assertCalls(agent, true, true);
        trial.with(lists.formatted("\"enabled\":true,"));
        assertCalls(agent, false, false);
        assertCalls(user, true, true);
    }

    @Test
    @Proves("mcp.tools.restrictions.allowedTools.AGENT")
    void allowedTools_areTheToolsOfTheirAgent() {
        var lists = "{\"mcp\":{\"tools\":{\"restrictions\":{\"enabled\":true,\"allowedTools\":{\"helper\":%s}}}}}";
        assertCalls(agent, true, true);
        trial.with(lists.formatted("[\"work__play\"]"));
        assertCalls(agent, false, true);
        trial.with(lists.formatted("[\"work\"]"));
        assertCalls(agent, true, false);
        trial.with(lists.formatted("[]"));
        assertCalls(agent, false, false);
    }

    /** What is listed is what can be called. */
    private void assertCalls(Operator.Key key, boolean mayWork, boolean mayPlay) {
        var header = key.equals(agent) ? "X-Agent-Key" : "X-API-Key";
        assertThat(answer(key, header, "tools/list", "").body().contains("\"work\""))
                .isEqualTo(mayWork);
        assertThat(answer(key, header, "tools/list", "").body().contains("\"play\""))
                .isEqualTo(mayPlay);
        assertThat(answer(key, header, "tools/call", "work").body().contains("done"))
                .isEqualTo(mayWork);
        assertThat(answer(key, header, "tools/call", "play").body().contains("done"))
                .isEqualTo(mayPlay);
    }

    private Wire.Answer answer(Operator.Key key, String header, String method, String tool) {
        var peer = Peer.modern(trial.hub().mcp("work"), "");
        var headers = peer.headers(method, tool);
        int at = headers.indexOf("Authorization");
        headers.set(at, header);
        headers.set(at + 1, key.secret());
        var members = tool.isEmpty() ? "" : "\"name\":\"" + tool + "\",\"arguments\":{}";
        return Wire.post(trial.hub().mcp("work"), peer.request("1", method, members), headers);
    }
}
