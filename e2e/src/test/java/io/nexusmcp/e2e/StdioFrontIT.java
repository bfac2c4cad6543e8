package io.nexusmcp.e2e;

import static io.nexusmcp.e2e.ConnectedClient.META;
import static io.nexusmcp.e2e.ConnectedClient.accept;
import static io.nexusmcp.e2e.ConnectedClient.call;
import static io.nexusmcp.e2e.ConnectedClient.cancel;
import static io.nexusmcp.e2e.ConnectedClient.initializing;
import static io.nexusmcp.e2e.ConnectedClient.ping;
import static io.nexusmcp.e2e.ConnectedClient.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.ChildCommand;
import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import io.nexusmcp.testkit.StdioFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hub that its client starts with {@code nexus serve --stdio}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StdioFrontIT {
    private final HttpFixture legacy = HttpFixture.start(Era.LEGACY, 0);
    private final HttpFixture modern = HttpFixture.start(Era.MODERN, 0);
    private Path folder = Path.of("");
    private String key = "";
    private String agentKey = "";
    private Operator.Key leaver = new Operator.Key("", "");

    /** Keys are made by a hub that then ends; the same data directory serves all. */
    @BeforeAll
    void start(@TempDir Path given) {
        folder = given;
        try (var hub = HubProcess.start(setup(), given)) {
            var operator = new Operator(hub);
            key = operator.user("desk", "execute:tools/*", "read:*", "execute:*")
                    .secret();
            leaver = operator.user("leaver", "execute:tools/*");
            agentKey = operator.agent("robot", "execute:tools/*").secret();
        }
    }

    @AfterAll
    void stop() {
        legacy.close();
        modern.close();
    }

    private HubSetup setup() {
        return new HubSetup()
                .http("legacy", legacy.uri())
                .http("modern", modern.uri())
                .stdio("child", ChildCommand.of(StdioFixture.class, "legacy"), false);
    }

    private StdioHub open(Map<String, String> environment, String... more) {
        return StdioHub.start(StdioHub.command(setup(), folder, more), environment, folder);
    }

    private StdioHub open() {
        return open(Map.of("NEXUS_API_KEY", key));
    }

    private StdioHub initialized(String revision, String capabilities) {
        var hub = open();
        try {
            initialize(hub, revision, capabilities);
            return hub;
        } catch (RuntimeException | AssertionError failed) {
            hub.close();
            throw failed;
        }
    }

    private static void initialize(StdioHub hub, String revision, String capabilities) {
        hub.initialize(revision, capabilities);
        awaitTools(hub);
    }

    /** Servers connect while the hub already answers. */
    private static void awaitTools(StdioHub hub) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            hub.send(request(99, "tools/list", ""));
            var tools = hub.answer(99).toString();
            return tools.contains("legacy__echo") && tools.contains("modern__echo") && tools.contains("child__echo");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"})
    void legacyClient_isServed(String revision) {
        try (var hub = initialized(revision, "{}")) {
            for (var server : List.of("legacy", "modern", "child")) {
                hub.send(call(1, server + "__echo", "{\"text\":\"žluťoučký 🐎 of " + server + "\"}", ""));
                assertThat(hub.answer(1).toString()).contains("žluťoučký 🐎 of " + server);
            }
            hub.closeInput();
            assertThat(hub.exit()).isZero();
        }
    }

    @Test
    void modernClient_isServedWithoutHandshake() {
        try (var hub = open()) {
            hub.send(request(0, "server/discover", META));
            assertThat(hub.answer(0).toString()).contains("2026-07-28");
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                hub.send(call(1, "legacy__echo", "{\"text\":\"hello\"}", "," + META));
                return hub.answer(1).toString().contains("hello");
            });
            hub.send(request(2, "initialize", "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}"));
            assertThat(hub.answer(2).path("error").path("code").asInt()).isEqualTo(-32022);
            hub.send(call(3, "legacy__test_elicitation", "{\"message\":\"who?\"}", "," + META));
            assertThat(hub.answer(3).path("result").path("resultType").asString(""))
                    .isEqualTo("input_required");
        }
    }

    @Test
    void question_isAskedAndAnsweredOnTheSameStreams() {
        try (var hub = initialized("2025-11-25", "{\"elicitation\":{}}")) {
            hub.send(call(1, "child__test_elicitation", "{\"message\":\"who?\"}", ""));
            hub.send(accept(hub.note("elicitation/create")));
            assertThat(hub.answer(1).toString()).contains("action=accept");
        }
    }

    @Test
    void progressAndListChanges_come() {
        try (var hub = initialized("2025-11-25", "{}")) {
            hub.send(call(1, "modern__test_tool_with_progress", "{}", ",\"_meta\":{\"progressToken\":\"t\"}"));
            assertThat(hub.note("notifications/progress").toString()).contains("\"t\"");
            hub.answer(1);
            legacy.changeTools();
            hub.note("notifications/tools/list_changed");
            legacy.changeTools();
            hub.note("notifications/tools/list_changed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2026-07-28"})
    void cancelledCall_isToldToTheServerAndNotAnswered(String revision) {
        boolean isModern = revision.equals("2026-07-28");
        var meta = ",\"_meta\":{\"progressToken\":1" + (isModern ? META.replace("\"_meta\":{", ",") : "}");
        try (var hub = isModern ? open() : initialized(revision, "{}")) {
            if (isModern) {
                await().atMost(Duration.ofSeconds(60)).until(() -> {
                    hub.send(call(5, "legacy__echo", "{\"text\":\"hello\"}", "," + META));
                    return hub.answer(5).toString().contains("hello");
                });
            }
            long before = legacy.cancellations();
            hub.send(call(7, "legacy__slow", "{\"millis\":60000}", meta));
            hub.note("notifications/progress");
            hub.send(cancel(7));
            await().until(() -> legacy.cancellations() > before);
            hub.send(call(8, "legacy__echo", "{\"text\":\"next\"}", isModern ? "," + META : ""));
            var next = hub.next(message -> !message.has("method"));
            assertThat(next.path("id").asInt()).isEqualTo(8);
        }
    }

    @Test
    void brokenLines_areAnsweredAndTheRestIsServed() {
        try (var hub = open(Map.of("NEXUS_API_KEY", key, "NEXUS_LIMITS_MAX_BODY_BYTES", "2KB"))) {
            hub.write("\n  \r\n");
            hub.send("{\"jsonrpc\":");
            assertThat(hub.next(message -> message.has("error"))
                            .path("error")
                            .path("code")
                            .asInt())
                    .isEqualTo(-32700);
            hub.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"x\":\"" + "a".repeat(9_000)
                    + "\"}}");
            assertThat(hub.next(message -> message.has("error"))
                            .path("error")
                            .path("code")
                            .asInt())
                    .isEqualTo(413);
            hub.send(ping(2));
            assertThat(hub.answer(2).has("result")).isTrue();
            hub.send(request(3, "tools/list", ""));
            assertThat(hub.answer(3).path("error").path("code").asInt()).isEqualTo(-32000);
        }
    }

    @Test
    void idOfAnAnsweredRequest_canBeUsedAgain() {
        try (var hub = initialized("2025-11-25", "{}")) {
            for (int round = 0; round < 2_000; round++) {
                hub.send(ping(1));
                assertThat(hub.next(message -> !message.has("method"))
                                .path("id")
                                .asInt(-1))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void linesThatDoNotWaitForAnswers_areAnsweredInTheirOrder() {
        try (var hub = open()) {
            hub.write(initializing("2025-11-25", "{}")
                    + "\n{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n"
                    + request(1, "tools/list", "") + "\n");
            hub.closeInput();
            assertThat(hub.answer(1).path("result").has("tools")).isTrue();
            assertThat(hub.exit()).isZero();
        }
    }

    @Test
    void closedInput_leavesCallsTheirAnswers() {
        try (var hub = initialized("2025-11-25", "{}")) {
            hub.send(call(1, "legacy__slow", "{\"millis\":1500}", ""));
            hub.closeInput();
            assertThat(hub.answer(1).has("result")).isTrue();
            assertThat(hub.exit()).isZero();
        }
    }

    @Test
    void sigterm_endsWithZero() {
        try (var hub = initialized("2025-11-25", "{}")) {
            hub.terminate();
            assertThat(hub.exit()).isZero();
        }
    }

    @Test
    void withoutAKey_itDoesNotStart() {
        try (var hub = open(Map.of())) {
            assertThat(hub.exit()).isEqualTo(2);
            assertThat(hub.log()).contains("NEXUS_API_KEY");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nxk_0000000000_0000000000000000000000000000000000000000000", "not-a-key-at-all"})
    void withAKeyThatIsNotAccepted_itDoesNotStart(String wrong) {
        try (var hub = open(Map.of("NEXUS_API_KEY", wrong))) {
            assertThat(hub.exit()).isEqualTo(2);
            assertThat(hub.log()).contains("not accepted").doesNotContain(wrong + "\n");
        }
    }

    @Test
    void keyFile_isTakenUnlessOthersCanReadIt() throws IOException {
        var file = Files.writeString(folder.resolve("key"), agentKey + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        try (var hub = open(Map.of(), "--key-file", file.toString())) {
            assertThat(hub.exit()).isEqualTo(2);
            assertThat(hub.log()).contains("chmod 600").doesNotContain(agentKey);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        try (var hub = open(Map.of(), "--key-file", file.toString())) {
            initialize(hub, "2025-11-25", "{}");
            hub.send(call(1, "legacy__echo", "{\"text\":\"as an agent\"}", ""));
            assertThat(hub.answer(1).toString()).contains("as an agent");
            assertThat(hub.log()).doesNotContain(agentKey);
        }
    }

    @Test
    void revokedKey_endsTheHub() {
        try (var hub = open(Map.of("NEXUS_API_KEY", leaver.secret()))) {
            hub.send(ping(1));
            assertThat(hub.answer(1).has("result")).isTrue();
            var revoke = HubProcess.command(
                    "key",
                    "revoke",
                    leaver.id(),
                    "--data",
                    folder.resolve("data").toString());
            var run = Program.run(revoke, Map.of(), folder, Duration.ofSeconds(60));
            assertThat(run.exit()).as(run.err()).isZero();
            assertThat(hub.exit()).isZero();
        }
    }

    @Test
    void secondHubOnTheSameData_isRefused() {
        try (var first = initialized("2025-11-25", "{}");
                var second = open()) {
            assertThat(second.exit()).isEqualTo(3);
            first.send(ping(1));
            assertThat(first.answer(1).has("result")).isTrue();
        }
    }

    @Test
    void everyCall_isAudited() {
        try (var hub = initialized("2025-11-25", "{}")) {
            hub.send(call(1, "legacy__echo", "{\"text\":\"for the record\"}", ""));
            hub.answer(1);
        }
        var lines = new Trail(folder.resolve("data")).lines();
        assertThat(lines).anyMatch(line -> line.toString().contains("CONNECT"));
        assertThat(lines)
                .anyMatch(line -> line.path("operation").asString("").equals("tools/call")
                        && line.toString().contains("echo"));
    }
}
