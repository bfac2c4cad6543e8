package io.nexusmcp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandsTest {
    private static final String MADE = "{\"key\":{\"id\":\"abc\",\"name\":\"ci\"},\"secret\":\"nxk_secret\"}";

    private final RecordedHub hub = new RecordedHub();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void keyCreate_sendsWhatWasAsked_andOnlyTheKeyGoesToOutput() {
        hub.on("POST /api/v1/keys", 201, MADE);

        var run = Run.against(
                hub,
                "key",
                "create",
                "ci",
                "--agent",
                "--role",
                "user",
                "--permission",
                "read:keys",
                "--network",
                "10.0.0.0/8",
                "--lifetime",
                "90d");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualToIgnoringNewLines("nxk_secret");
        assertThat(run.err()).contains("abc").doesNotContain("nxk_secret");
        var asked = hub.asked.getFirst();
        assertThat(asked.contentType()).isEqualTo("application/json");
        assertThat(asked.authorization()).isEqualTo("Bearer " + RecordedHub.KEY);
        assertThat(asked.body())
                .isEqualTo("{\"name\":\"ci\",\"kind\":\"agent\",\"roles\":[\"user\"],\"permissions\":[\"read:keys\"],"
                        + "\"networks\":[\"10.0.0.0/8\"],\"lifetime\":\"90d\"}");
    }

    @Test
    void keyCreate_admin_isMadeInTheDataDirectoryWithoutAHub() {
        var run = Run.against(hub, "key", "create", "--admin", "--data", directory.toString());

        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualToIgnoringNewLines("nxk_offline");
        assertThat(run.offline()).containsExactly("create " + directory + " admin [admin]");
        assertThat(hub.asked).isEmpty();
    }

    @Test
    void keyCreate_inADataDirectoryWithoutAHub_isMadeOffline() {
        var run = Run.against(hub, "key", "create", "ci", "--role", "viewer", "--data", directory.toString());

        assertThat(run.offline()).containsExactly("create " + directory + " ci [viewer]");
    }

    @Test
    void keyCreate_withoutName_isAMistake() {
        assertThat(Run.against(hub, "key", "create").exit()).isEqualTo(2);
        assertThat(Run.against(hub, "key", "create", "--data", directory.toString())
                        .exit())
                .isEqualTo(2);
    }

    @Test
    void keyList_isATable() {
        hub.on(
                "GET /api/v1/keys",
                "{\"keys\":[{\"id\":\"abc\",\"kind\":\"user\",\"name\":\"ci\",\"live\":true,\"roles\":[\"a\",\"b\"],"
                        + "\"permissions\":[],\"expires\":null,\"lastUsed\":null}]}");

        assertThat(Run.against(hub, "key", "list").out()).isEqualToNormalizingNewlines("""
            ID   KIND  NAME  LIVE  ROLES  PERMISSIONS  EXPIRES  LAST USED
            abc  user  ci    yes   a, b
            """);
    }

    @Test
    void serverList_warnings_standOnStandardErrorAndCannotMoveTheCursor() {
        hub.on("GET /api/v1/servers", "{\"servers\":[],\"warnings\":[\"search is unclear\\u001b[2J\"]}");

        var run = Run.against(hub, "server", "list");

        assertThat(run.err()).isEqualToNormalizingNewlines("warning: search is unclear\n");
    }

    @ParameterizedTest
    @CsvSource({
        "key rotate abc --overlap 1h, POST /api/v1/keys/abc/rotate",
        "key revoke a/b, DELETE /api/v1/keys/a%2Fb",
        "server enable demo, POST /api/v1/servers/demo/enable",
        "server disable demo, POST /api/v1/servers/demo/disable",
        "server restart demo, POST /api/v1/servers/demo/restart",
        "tool enable demo__echo, POST /api/v1/tools/demo__echo/enable",
        "tool disable demo__echo, POST /api/v1/tools/demo__echo/disable",
        "tool list --server demo, GET /api/v1/tools?server=demo",
        "audit verify, POST /api/v1/audit/verify",
        "audit search --outcome denied --text a+b, GET /api/v1/audit?outcome=denied&text=a%2Bb",
        "audit tail -n 5, GET /api/v1/audit?limit=5",
    })
    void command_asksForTheRightThing(String line, String request) {
        hub.on(
                request,
                "{\"intact\":true,\"secret\":\"s\",\"server\":{\"state\":\"up\"},\"tool\":{\"enabled\":true},"
                        + "\"events\":[]}");

        var run = Run.against(hub, line.split(" "));

        assertThat(run.err()).doesNotContain("error");
        assertThat(run.exit()).isZero();
        assertThat(hub.asked).extracting(RecordedHub.Asked::request).containsExactly(request);
    }

    @ParameterizedTest
    @CsvSource({"key list", "server list", "tool list", "status", "audit search"})
    void json_isWhatTheHubSaid(String line) {
        for (var path : List.of("keys", "servers", "tools", "version", "audit")) {
            hub.on("GET /api/v1/" + path, "{\"events\":[{\"seq\":1}],\"version\":\"1\",\"n\":1.10}");
        }
        hub.on("GET /health", "{\"components\":[]}").on("GET /health/ready", "{}");

        var run = Run.against(hub, (line + " --json").split(" "));

        assertThat(run.exit()).isZero();
        assertThat(Json.parse(run.out()).isObject()).isTrue();
    }

    @Test
    void auditVerify_brokenLog_is1AndNamesThePlace() {
        hub.on(
                "POST /api/v1/audit/verify",
                "{\"intact\":false,\"lines\":9,\"files\":2,\"findings\":[\"audit-1.jsonl:7: changed\"]}");

        var run = Run.against(hub, "audit", "verify");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("broken").contains("audit-1.jsonl:7: changed");
    }

    @Test
    void auditVerify_withData_readsTheFilesThemselves() {
        assertThat(Run.against(hub, "audit", "verify", "--data", directory.toString())
                        .exit())
                .isZero();
        var broken = Run.against(
                hub, "audit", "verify", "--data", directory.resolve("broken").toString(), "--json");

        assertThat(broken.exit()).isEqualTo(1);
        assertThat(Json.parse(broken.out()).path("findings").get(0).asString()).contains("changed");
        assertThat(hub.asked).isEmpty();
    }

    @Test
    void auditTail_follow_printsWhatComesUntilTheHubIsGone() {
        hub.on("GET /api/v1/audit?limit=20", "{\"events\":[{\"seq\":4,\"operation\":\"tools/list\"}]}")
                .on("GET /api/v1/audit/after?seq=4", "{\"events\":[{\"seq\":5,\"operation\":\"ping\"}],\"next\":5}")
                .on("GET /api/v1/audit/after?seq=5", 503, RecordedHub.error("unavailable", "The hub stops."));

        var run = Run.against(hub, "audit", "tail", "--follow", "--json");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out().lines())
                .containsExactly("{\"seq\":4,\"operation\":\"tools/list\"}", "{\"seq\":5,\"operation\":\"ping\"}");
    }

    @Test
    void auditSearch_showsEventsOnOneLineEach() {
        hub.on(
                "GET /api/v1/audit?limit=1",
                "{\"events\":[{\"seq\":1,\"time\":\"T\",\"outcome\":\"denied\",\"caller\":null,"
                        + "\"operation\":\"tools/call\",\"server\":\"demo\",\"target\":\"echo\\nX\","
                        + "\"reason\":\"rate_limited\",\"detail\":\"caller\"}]}");

        assertThat(Run.against(hub, "audit", "search", "--limit", "1").out())
                .isEqualToIgnoringNewLines("T  denied   -  tools/call  demo/echo X  rate_limited: caller");
    }

    @Test
    void status_notReady_is1() {
        hub.on("GET /api/v1/version", "{\"version\":\"1.2\"}")
                .on("GET /health/ready", 503, "{\"status\":\"not ready\"}")
                .on(
                        "GET /health",
                        503,
                        "{\"components\":[{\"component\":\"audit\",\"up\":false,\"required\":true,"
                                + "\"detail\":\"disk full\"}]}");

        var run = Run.against(hub, "status");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("Hub 1.2").contains("NOT ready").contains("disk full");
    }

    @Test
    void version_needsNoHub() {
        assertThat(Run.in(java.util.Map.of(), "version").out()).startsWith("nexus 9.9 (Java ");
    }

    @ParameterizedTest
    @CsvSource({"bash", "zsh"})
    void completion_isAScriptTheShellReads(String shell) throws IOException, InterruptedException {
        var run = Run.against(hub, "completion", shell);
        var script = Files.writeString(directory.resolve("nexus-completion"), run.out());

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("complete -F").contains("disable").contains("--key-file");
        assertThat(new ProcessBuilder("bash", "-n", script.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }
}
