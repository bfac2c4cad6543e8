package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.Certificates;
import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import io.nexusmcp.testkit.MisbehavingServer;
import io.nexusmcp.testkit.Proves;
import io.nexusmcp.testkit.RecordedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** What the keys of a server do, beside the same server without them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerSettingsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final MisbehavingServer legacy = MisbehavingServer.start(Era.LEGACY);
    private final MisbehavingServer other = MisbehavingServer.start(Era.LEGACY);
    private final SlowEcho slow = SlowEcho.start();
    private Path folder = Path.of("");
    private Trial trial;

    @BeforeAll
    void start(@TempDir Path given) {
        folder = given;
        legacy.tools("work");
        other.tools("play");
        var setup = new HubSetup().http("remote", legacy.uri()).http("slow", slow.uri());
        setup.root().withObject("/mcpServers/child").setAll(child("told"));
        trial = Trial.start(setup, given);
        List.of("remote", "child", "slow").forEach(trial.hub()::awaitServer);
    }

    private static ObjectNode child(String... arguments) {
        var command = TellTale.command(arguments);
        var server = Json.object().put("command", command.getFirst()).put("era", "legacy");
        var written = server.putArray("args");
        command.subList(1, command.size()).forEach(written::add);
        return server;
    }

    @AfterEach
    void reset() {
        trial.without();
    }

    @AfterAll
    void stop() {
        trial.close();
        legacy.close();
        other.close();
        slow.close();
    }

    private void remote(String members) {
        trial.with("{\"mcpServers\":{\"remote\":{" + members + "}}}");
    }

    private void childWith(String members) {
        trial.with("{\"mcpServers\":{\"child\":{" + members + "}}}");
    }

    private List<String> listed() {
        return trial.peer("").ask("tools/list", "").json().path("result").path("tools").values().stream()
                .map(tool -> tool.path("name").stringValue())
                .toList();
    }

    private void awaitListed(String... tools) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(listed()).contains(tools));
    }

    private void awaitNotListed(String... tools) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(listed()).doesNotContain(tools));
    }

    private String told(Peer peer, String about) {
        return peer.call("tell", "{\"about\":\"" + about + "\"}")
                .json()
                .path("result")
                .path("content")
                .path(0)
                .path("text")
                .asString("");
    }

    private void awaitTold(String about, String answer) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(told(trial.peer("child"), about)).isEqualTo(answer));
    }

    @Test
    @Proves("mcpServers.NAME.prefix")
    void prefix_standsBeforeTheToolsOfItsServer() {
        awaitListed("remote__work");
        remote("\"prefix\":\"far\"");
        awaitListed("far__work");
        assertThat(listed()).doesNotContain("remote__work");
        remote("\"prefix\":\"\"");
        awaitListed("work");
        assertThat(listed()).doesNotContain("remote__work", "far__work");
        assertThat(trial.peer("").call("work", "{}").message()).contains("done");
    }

    @Test
    @Proves("mcpServers.NAME.disabled")
    void disabledServer_isOutOfUse() {
        awaitListed("remote__work");
        remote("\"disabled\":true");
        awaitNotListed("remote__work");
        assertThat(trial.peer("remote").call("work", "{}").message()).doesNotContain("done");
        remote("\"disabled\":false");
        awaitListed("remote__work");
    }

    @Test
    @Proves("mcpServers.NAME.timeout")
    void timeout_endsWhatTakesLonger() {
        var call = "{\"nonce\":\"late\",\"delay\":2000}";
        assertThat(trial.peer("slow").call("echo", call).message()).contains("late");
        trial.with("{\"mcpServers\":{\"slow\":{\"timeout\":200}}}");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(listed()).contains("slow__echo"));
        assertThat(trial.peer("slow").call("echo", call).errorCode()).isEqualTo(-32603);
    }

    @Test
    @Proves("mcpServers.NAME.era")
    void era_isFoundOutUnlessItIsWritten() {
        assertThat(legacy.requests()).anyMatch(ServerSettingsIT::asksForTheEra);
        int before = legacy.requests().size();
        remote("\"era\":\"legacy\"");
        await().atMost(PATIENCE).until(() -> legacy.requests().size() > before);
        awaitListed("remote__work");
        assertThat(legacy.requests().subList(before, legacy.requests().size()))
                .noneMatch(ServerSettingsIT::asksForTheEra);
        remote("\"era\":\"modern\"");
        awaitNotListed("remote__work");
    }

    private static boolean asksForTheEra(RecordedRequest request) {
        return request.body().contains("server/discover");
    }

    @Test
    @Proves({"mcpServers.NAME.command", "mcpServers.NAME.args"})
    void commandAndArguments_areWhatIsRun() {
        awaitTold("arguments", "told");
        trial.with("{\"mcpServers\":{\"child\":" + child("other", "words") + "}}");
        awaitTold("arguments", "other words");
        childWith("\"command\":\"/no/such/program\"");
        awaitNotListed("child__tell");
        trial.without();
        awaitTold("arguments", "told");
    }

    @Test
    @Proves({"mcpServers.NAME.env.VARIABLE", "mcpServers.NAME.envFile"})
    void environment_isThatOfTheChild(@TempDir Path given) throws IOException {
        var file = Files.writeString(given.resolve("child.env"), "FROM_FILE=filed\nBOTH=file\n");
        awaitTold("WRITTEN", "not set");
        awaitTold("FROM_FILE", "not set");
        childWith("\"env\":{\"WRITTEN\":\"here\",\"BOTH\":\"env\"},\"envFile\":" + Json.quoted(file.toString()));
        awaitTold("WRITTEN", "here");
        awaitTold("FROM_FILE", "filed");
        awaitTold("BOTH", "env");
    }

    @Test
    @Proves("mcpServers.NAME.cwd")
    void cwd_isTheFolderOfTheChild(@TempDir Path given) throws IOException {
        var real = given.toRealPath();
        assertThat(told(trial.peer("child"), "folder")).isNotEmpty().isNotEqualTo(real.toString());
        childWith("\"cwd\":" + Json.quoted(real.toString()));
        awaitTold("folder", real.toString());
    }

    @Test
    @Proves({"mcpServers.NAME.shared", "mcpServers.NAME.maxChildren"})
    void child_isOneForEachCaller_orShared_upToTheirNumber() {
        var ana = trial.peer("child", trial.operator().user("ana", "execute:tools/child"));
        var bob = trial.peer("child", trial.operator().user("bob", "execute:tools/child"));
        assertThat(told(ana, "process")).isNotEmpty().isEqualTo(told(ana, "process"));
        assertThat(told(bob, "process")).isNotEmpty().isNotEqualTo(told(ana, "process"));

        childWith("\"maxChildren\":1");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(told(ana, "process")).isNotEmpty());
        var first = told(ana, "process");
        assertThat(told(bob, "process")).isNotEmpty().isNotEqualTo(first);
        await().atMost(PATIENCE)
                .until(() -> ProcessHandle.of(Long.parseLong(first))
                        .filter(ProcessHandle::isAlive)
                        .isEmpty());
        assertThat(told(ana, "process")).isNotEmpty().isNotEqualTo(first);

        childWith("\"shared\":true");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(told(ana, "process")).isNotEmpty().isEqualTo(told(bob, "process")));
    }

    @Test
    @Proves("mcpServers.NAME.url")
    void url_isWhereTheServerIs() {
        awaitListed("remote__work");
        remote("\"url\":\"" + other.uri() + "\"");
        awaitListed("remote__play");
        assertThat(listed()).doesNotContain("remote__work");
    }

    @Test
    @Proves("mcpServers.NAME.headers.HEADER")
    void headers_areSentWithEachRequest() {
        remote("\"headers\":{\"X-Tenant\":\"acme\"}");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(trial.peer("remote").call("work", "{}").message())
                                .contains("done"));
        assertThat(legacy.requests().getLast().headers()).containsEntry("X-Tenant", List.of("acme"));
        trial.without();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(trial.peer("remote").call("work", "{}").message())
                                .contains("done"));
        assertThat(legacy.requests().getLast().headers()).doesNotContainKey("X-Tenant");
    }

    @Test
    @Proves("mcpServers.NAME.ca")
    void ca_isWhatTheServersCertificateIsCheckedAgainst(@TempDir Path given) {
        var certificates = new Certificates(given);
        var listener = certificates.listener("localhost", "-1d", 10);
        try (var secure = HttpFixture.startTls(Era.MODERN, listener)) {
            var server = "{\"mcpServers\":{\"secure\":{\"url\":\"" + secure.uri() + "\"%s}}}";
            trial.with(server.formatted(
                    ",\"ca\":" + Json.quoted(certificates.bundle().toString())));
            awaitListed("secure__test_simple_text");
            trial.with(server.formatted(""));
            awaitNotListed("secure__test_simple_text");
        }
    }

    @Test
    @Proves("mcpServers.NAME.type")
    void type_isFoundUnlessWritten_andMustFit() throws IOException {
        awaitListed("remote__work", "child__tell");
        trial.with("{\"mcpServers\":{\"remote\":{\"type\":\"http\"},\"child\":{\"type\":\"stdio\"}}}");
        awaitListed("remote__work", "child__tell");
        remote("\"type\":\"streamable-http\"");
        awaitListed("remote__work");
        for (var wrong : List.of("stdio", "ws")) {
            var file = Files.writeString(
                    folder.resolve("wrong.json"),
                    "{\"mcpServers\":{\"a\":{\"url\":\"http://localhost/\",\"type\":\"" + wrong + "\"}}}");
            var run = Program.run(
                    HubProcess.command("config", "check", "--config", file.toString()), Map.of(), folder, PATIENCE);
            assertThat(run.exit()).as(wrong).isEqualTo(2);
            assertThat(run.out() + run.err()).contains("mcpServers.a.type");
        }
    }

    @Test
    @Proves("servers")
    void servers_isAnotherWordForMcpServers() {
        awaitNotListed("editor__play");
        trial.with("{\"servers\":{\"editor\":{\"type\":\"http\",\"url\":\"" + other.uri() + "\"}}}");
        awaitListed("editor__play", "remote__work");
    }

    @Test
    @Proves("$schema")
    void schema_isForEditorsAndChangesNothing() {
        var before = listed();
        assertThat(trial.hub().log()).doesNotContain("$schema");
        trial.without();
        assertThat(trial.hub().log()).doesNotContain("$schema");
        assertThat(listed()).containsExactlyElementsOf(before);
    }
}
