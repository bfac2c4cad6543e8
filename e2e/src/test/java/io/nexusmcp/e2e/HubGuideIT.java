package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.MisbehavingServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the hub's own guide prints does what the guide says, as printed, beside a hub without it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HubGuideIT {
    private static final String CARD = "4111 1111 1111 1111";
    private static final String LIKE_A_CARD = "1234-5678-9012-3456";
    private static final String EMAIL = "ana@example.com";
    private static final String CALL = "execute:tools/work";
    private static final String RESTART = "/api/v1/servers/work/restart";

    private final MisbehavingServer server = MisbehavingServer.start(Era.MODERN);
    private Guide guide;
    private HubProcess plain;

    @BeforeAll
    void start(@TempDir Path folder) {
        guide = Guide.require("hub-security.md");
        server.tools("code-generation", "code-review", "web-search", "document-retrieval");
        plain = HubProcess.start(setup(), folder).awaitServer("work");
    }

    @AfterAll
    void stop() {
        if (plain != null) {
            plain.close();
        }
        server.close();
    }

    private HubSetup setup() {
        return new HubSetup().http("work", server.uri());
    }

    /** A hub with a text as the guide prints it. */
    private HubProcess printed(String snippet, Path folder) {
        return HubProcess.start(setup().printed(snippet), folder).awaitServer("work");
    }

    private static Wire.Answer ask(HubProcess hub, String header, String key, String method, String tool) {
        var peer = Peer.modern(hub.mcp("work"), "");
        var headers = peer.headers(method, tool);
        int at = headers.indexOf("Authorization");
        headers.set(at, header);
        headers.set(at + 1, header.equals("Authorization") ? "Bearer " + key : key);
        var members = tool.isEmpty() ? "" : "\"name\":\"" + tool + "\",\"arguments\":{}";
        return Wire.post(hub.mcp("work"), peer.request("1", method, members), headers);
    }

    private static int status(HubProcess hub, String header, Operator.Key key) {
        return ask(hub, header, key.secret(), "tools/list", "").status();
    }

    private static Set<String> listed(HubProcess hub, String header, Operator.Key key) {
        var tools = ask(hub, header, key.secret(), "tools/list", "").json();
        return tools.path("result").path("tools").values().stream()
                .map(tool -> tool.path("name").stringValue())
                .collect(Collectors.toSet());
    }

    private static Operator.Key inRole(HubProcess hub, String role) {
        var wanted = Json.object().put("name", role);
        wanted.putArray("roles").add(role);
        return new Operator(hub).key(wanted);
    }

    @Test
    void apiKeys_asPrinted_areTakenFromTheirHeader_withTheirOwnPermissions(@TempDir Path folder, @TempDir Path other) {
        var snippet = guide.snippet("\"apiKey\": {");
        try (var hub = printed(snippet, folder)) {
            var key = new Operator(hub).user("ana", CALL + "/web-search");
            assertThat(status(hub, "X-API-Key", key)).isEqualTo(200);
            assertThat(status(hub, "Authorization", key)).isEqualTo(200);
            assertThat(listed(hub, "X-API-Key", key)).containsExactly("web-search");
            new Operator(hub).revoke(key);
            assertThat(status(hub, "X-API-Key", key)).isEqualTo(401);
        }
        try (var hub = HubProcess.start(setup().printed(snippet.replace("true", "false")), other)) {
            var key = new Operator.Key("", hub.adminKey());
            assertThat(status(hub, "X-API-Key", key)).isEqualTo(401);
        }
        var key = new Operator(plain).user("ana", CALL + "/web-search");
        assertThat(status(plain, "X-API-Key", key)).isEqualTo(200);
    }

    @Test
    void roles_asPrinted_mayWhatTheGuideSays(@TempDir Path folder, @TempDir Path other) {
        var snippet = guide.snippet("\"rbac\"");
        try (var hub = printed(snippet, folder)) {
            assertRoles(hub);
        }
        assertRoles(plain);
        try (var hub = printed(snippet.replace("\"read:*\", \"write:servers\"", "\"write:agents\""), other)) {
            var operator = inRole(hub, "operator");
            assertThat(new Operator(hub).status(operator, "GET", "/api/v1/servers", ""))
                    .isEqualTo(403);
            assertThat(new Operator(hub).status(operator, "POST", RESTART, "")).isEqualTo(403);
        }
    }

    /** Admin: everything. Operator: servers, but no users. User and observer: a look, and nothing changed. */
    private static void assertRoles(HubProcess hub) {
        var api = new Operator(hub);
        for (var role : List.of("admin", "operator", "user", "observer")) {
            var key = inRole(hub, role);
            boolean isAdmin = role.equals("admin");
            boolean mayWrite = isAdmin || role.equals("operator");
            assertThat(api.status(key, "GET", "/api/v1/servers", "")).as(role).isEqualTo(200);
            assertThat(api.status(key, "POST", "/api/v1/keys", "{\"name\":\"x\"}"))
                    .as(role)
                    .isEqualTo(isAdmin ? 201 : 403);
            assertThat(listed(hub, "X-API-Key", key)).as(role).hasSize(isAdmin ? 4 : 0);
            assertThat(api.status(key, "POST", RESTART, "") < 300).as(role).isEqualTo(mayWrite);
            hub.awaitServer("work");
        }
        var nobody = api.user("nobody");
        assertThat(api.status(nobody, "GET", "/api/v1/servers", "")).isEqualTo(403);
    }

    @Test
    void toolRestrictions_asPrinted_holdEachAgentToItsTools(@TempDir Path folder) {
        try (var hub = printed(guide.snippet("\"restrictions\""), folder)) {
            assertThat(toolsOf(hub, "code-assistant")).containsExactlyInAnyOrder("code-generation", "code-review");
            assertThat(toolsOf(hub, "librarian")).containsExactlyInAnyOrder("web-search", "document-retrieval");
            assertThat(toolsOf(hub, "somebody-else")).isEmpty();
        }
        assertThat(toolsOf(plain, "code-assistant")).hasSize(4);
    }

    /** What an agent is shown, after every tool was called to see that it is the same. */
    private static Set<String> toolsOf(HubProcess hub, String name) {
        var key = new Operator(hub).agent(name, CALL);
        var listed = listed(hub, "X-Agent-Key", key);
        for (var tool : List.of("code-generation", "code-review", "web-search", "document-retrieval")) {
            var answer = ask(hub, "X-Agent-Key", key.secret(), "tools/call", tool);
            assertThat(answer.message().contains("done")).as(tool).isEqualTo(listed.contains(tool));
        }
        return listed;
    }

    @Test
    void agentKeys_asPrinted_areTakenFromTheirHeaderOnly(@TempDir Path folder, @TempDir Path other) {
        var snippet = guide.snippet("\"X-Agent-Key\"");
        try (var hub = printed(snippet, folder)) {
            var agent = new Operator(hub).agent("helper", CALL);
            var user = new Operator(hub).user("ana", CALL);
            assertThat(status(hub, "X-Agent-Key", agent)).isEqualTo(200);
            assertThat(status(hub, "X-API-Key", agent)).isEqualTo(401);
            assertThat(status(hub, "Authorization", agent)).isEqualTo(401);
            assertThat(status(hub, "X-Agent-Key", user)).isEqualTo(401);
        }
        try (var hub = printed(snippet.replace("true", "false"), other)) {
            var agent = new Operator(hub).agent("helper", CALL);
            assertThat(status(hub, "X-Agent-Key", agent)).isEqualTo(401);
        }
    }

    @Test
    void outputFiltering_asPrinted_masksInTextStructuresAndFailures(@TempDir Path folder) {
        var said = String.join(", ", CARD, LIKE_A_CARD, EMAIL);
        var answer =
                "{\"resultType\":\"complete\",\"isError\":%s,\"content\":[{\"type\":\"text\",\"text\":\"%s done\"},"
                        + "{\"type\":\"resource\",\"resource\":{\"uri\":\"test://a\",\"text\":\"%s\"}}],"
                        + "\"structuredContent\":{\"deep\":[{\"found\":\"%s\"}]}}";
        try (var hub = printed(guide.snippet("\"outputFiltering\""), folder)) {
            for (var isError : List.of("false", "true")) {
                server.answer("tools/call", answer.formatted(isError, said, said, said));
                var key = new Operator(hub).user("ana-" + isError, CALL);
                assertThat(ask(hub, "X-API-Key", key.secret(), "tools/call", "web-search")
                                .message())
                        .contains("done", "\"isError\":" + isError)
                        .doesNotContain(CARD, LIKE_A_CARD, EMAIL);
                var same = new Operator(plain).user("ana-" + isError, CALL);
                assertThat(ask(plain, "X-API-Key", same.secret(), "tools/call", "web-search")
                                .message())
                        .contains("done", LIKE_A_CARD, EMAIL)
                        .doesNotContain(CARD);
            }
            assertThat(new Operator(hub).metric("nexus_redactions_total")).isGreaterThanOrEqualTo(6);
        } finally {
            server.answer(
                    "tools/call", "{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}");
        }
    }

    @Test
    void auditLogging_asPrinted_copiesAuthenticationAdministrationAndAgents(@TempDir Path folder) throws IOException {
        try (var hub = printed(guide.snippet("\"audit\""), folder)) {
            assertThat(toolsOf(hub, "helper")).hasSize(4);
            assertThat(Http.post(hub.mcp(""), "{}").statusCode()).isEqualTo(401);
            var user = new Operator(hub).user("ana", CALL);
            assertThat(ask(hub, "X-API-Key", user.secret(), "tools/call", "web-search")
                            .message())
                    .contains("done");
            var copy = Files.readAllLines(hub.data().resolve("logs/audit.log"));
            assertThat(copy).anyMatch(line -> line.contains("\"unauthenticated\""));
            assertThat(copy).anyMatch(line -> line.contains("\"keys/create\""));
            var calls = copy.stream()
                    .filter(line -> line.contains("\"tools/call\""))
                    .map(Json::read)
                    .toList();
            assertThat(calls).isNotEmpty().allMatch(line -> line.path("agent").isString());
        }
        assertThat(plain.data().resolve("logs")).doesNotExist();
    }

    @Test
    void sensitiveData_asPrinted_isRefusedForItsEncryption_andWithoutThatMasksTheFields(
            @TempDir Path folder, @TempDir Path other) {
        var snippet = guide.snippet("\"maskSensitiveData\"");
        var whole = setup().variable("ENCRYPTION_KEY", "0".repeat(64)).printed(snippet);
        try (var hub = HubProcess.launch(whole, folder)) {
            assertThat(hub.awaitExit()).isEqualTo(2);
            assertThat(hub.log()).contains("security.encryption", "DA-2").containsPattern("nexus\\.json:\\d+:\\d+");
        }
        var masking = snippet.replaceFirst("(?s)\"encryption\".*?},", "");
        var line = "password=first-value token=second-value apiKey=third-value";
        try (var hub = HubProcess.start(
                        new HubSetup().stdio("child", TellTale.command()).printed(masking), other)
                .awaitServer("child")) {
            assertThat(logged(hub, line)).doesNotContain("first-value", "second-value", "third-value");
            hub.configure(new HubSetup().stdio("child", TellTale.command()).printed(masking.replace("true", "false")));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(logged(hub, line)).contains("first-value", "third-value"));
        }
    }

    @Test
    void everySnippet_isAccepted_orRefusedAsOneOfAnotherVersion(@TempDir Path folder) throws IOException {
        var environment = Map.of("ENCRYPTION_KEY", "0".repeat(64), "VAULT_TOKEN", "a-token-for-vault");
        int accepted = 0;
        for (var snippet : guide.snippets()) {
            var file = Files.writeString(folder.resolve("nexus.json"), snippet);
            var check = HubProcess.command("config", "check", "--config", file.toString());
            var run = Program.run(check, environment, folder, Duration.ofSeconds(60));
            assertThat(run.exit()).as(snippet + run.err()).isIn(0, 2);
            if (run.exit() == 0) {
                accepted++;
            } else {
                assertThat(run.out() + run.err()).as(snippet).containsPattern("\\d+:\\d+: .*not in this version");
            }
        }
        assertThat(accepted).isEqualTo(6);
    }

    /** The line of the hub's log that repeats what a child said. */
    private static String logged(HubProcess hub, String words) {
        var mark = "line-" + System.nanoTime();
        var said = Peer.modern(hub.mcp("child"), hub.adminKey())
                .call("tell", "{\"say\":" + Json.quoted(mark + " " + words) + "}");
        assertThat(said.message()).contains("said");
        await().atMost(Duration.ofSeconds(30)).until(() -> hub.log().contains(mark));
        return Arrays.stream(hub.log().split("\n", -1))
                .filter(line -> line.contains(mark))
                .findFirst()
                .orElseThrow();
    }
}
