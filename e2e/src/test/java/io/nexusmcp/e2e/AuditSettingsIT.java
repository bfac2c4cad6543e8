package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.core.audit.AuditEvent;
import io.nexusmcp.store.DataDirectory;
import io.nexusmcp.store.audit.AuditLog;
import io.nexusmcp.store.audit.CheckpointKeys;
import io.nexusmcp.store.sqlite.SqliteStore;
import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.MisbehavingServer;
import io.nexusmcp.testkit.Proves;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the keys of {@code audit}, {@code logging.audit} and {@code database} do, beside a hub without them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditSettingsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CALLS = 200;
    private static final Pattern FORCED = Pattern.compile("invocations = (\\d+)");

    private final MisbehavingServer server = MisbehavingServer.start(Era.MODERN);
    private HubProcess plain;

    @BeforeAll
    void start(@TempDir Path folder) {
        plain = hub("{}", folder);
    }

    @AfterAll
    void stop() {
        plain.close();
        server.close();
    }

    private HubProcess hub(String members, Path folder) {
        return HubProcess.start(new HubSetup().http("work", server.uri()).with(members), folder)
                .awaitServer("work");
    }

    private static void call(HubProcess hub, int times) {
        var peer = Peer.modern(hub.mcp("work"), hub.adminKey());
        for (int at = 0; at < times; at++) {
            assertThat(peer.call("work", "{}").message()).contains("done");
        }
    }

    static List<Path> segments(HubProcess hub) {
        try (var files = Files.list(hub.data().resolve("audit"))) {
            return files.filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void assertIntact(HubProcess hub) {
        var verify = HubProcess.command("audit", "verify", "--data", hub.data().toString());
        var run = Program.run(verify, Map.of(), hub.data(), PATIENCE);
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
    }

    @Test
    @Proves("audit.segmentBytes")
    void segmentBytes_beginANewSegment(@TempDir Path folder) {
        try (var hub = hub("{\"audit\":{\"segmentBytes\":\"64KB\"}}", folder)) {
            call(hub, CALLS);
            assertThat(segments(hub)).hasSizeGreaterThan(1);
            assertIntact(hub);
        }
        call(plain, CALLS);
        assertThat(segments(plain)).hasSize(1);
    }

    @Test
    @Proves("audit.fsync")
    void fsync_waitsForTheDiskBeforeEachAnswer(@TempDir Path folder) {
        try (var hub = hub("{\"audit\":{\"fsync\":true}}", folder)) {
            assertThat(forcedDuring(hub, 50)).isGreaterThanOrEqualTo(50);
        }
        assertThat(forcedDuring(plain, 50)).isLessThan(50);
    }

    /** How often the hub forced a file to the disk while it answered calls, as its own virtual machine counts. */
    static int forcedDuring(HubProcess hub, int calls) {
        var recording = hub.data().resolveSibling("forced.jfr").toString();
        var pid = Long.toString(hub.pid());
        tool(
                hub,
                "jcmd",
                pid,
                "JFR.start",
                "name=forced",
                "jdk.MethodTiming#enabled=true",
                "jdk.MethodTiming#filter=java.io.FileDescriptor::sync");
        call(hub, calls);
        tool(hub, "jcmd", pid, "JFR.stop", "name=forced", "filename=" + recording);
        var found = FORCED.matcher(tool(hub, "jfr", "print", "--events", "jdk.MethodTiming", recording));
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
    }

    /** Runs a program of the JDK. */
    private static String tool(HubProcess hub, String name, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", name).toString());
        command.addAll(List.of(arguments));
        var run = Program.run(command, Map.of(), hub.data(), PATIENCE);
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        return run.out();
    }

    @Test
    @Proves("audit.retention")
    void retention_deletesSegmentsThatAreOlder(@TempDir Path folder, @TempDir Path other) throws IOException {
        int older = logOfThreeDaysAgo(folder.resolve("data"));
        assertThat(older).isGreaterThan(1);
        try (var hub = hub("{\"audit\":{\"retention\":\"1d\"}}", folder)) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(segments(hub)).hasSizeLessThan(older));
            assertThat(new Trail(hub.data()).text()).contains("\"retention\"");
            assertIntact(hub);
        }
        int kept = logOfThreeDaysAgo(other.resolve("data"));
        try (var hub = hub("{\"audit\":{\"retention\":\"7d\"}}", other)) {
            call(hub, 10);
            assertThat(segments(hub)).hasSizeGreaterThanOrEqualTo(kept);
        }
        try (var hub = hub("{}", other)) {
            call(hub, 10);
            assertThat(segments(hub)).hasSizeGreaterThanOrEqualTo(kept);
            assertIntact(hub);
        }
    }

    /** Writes the log of a hub that ran three days ago. Returns how many segments it has. */
    static int logOfThreeDaysAgo(Path data) throws IOException {
        InstantSource clock = () -> Instant.now().minus(Duration.ofDays(3));
        try (var directory = DataDirectory.open(data, clock.instant());
                var store = SqliteStore.open(directory.database(), clock)) {
            var keys = new CheckpointKeys(directory.keys("audit"));
            var settings = AuditLog.Settings.DEFAULT.withSegmentBytes(2_000);
            try (var log = AuditLog.open(directory.audit(), keys, store.auditHeads(), settings, clock)) {
                for (int at = 0; at < 30; at++) {
                    log.append(event(clock.instant()));
                }
            }
        }
        try (var files = Files.list(data.resolve("audit"))) {
            return (int)
                    files.filter(file -> file.toString().endsWith(".jsonl")).count();
        }
    }

    private static AuditEvent event(Instant time) {
        return new AuditEvent(
                time,
                "0123456789abcdef0123456789abcdef",
                AuditEvent.Kind.SYSTEM,
                new AuditEvent.Who("default", Optional.empty(), Optional.empty(), ""),
                new AuditEvent.What("start", Optional.empty(), Optional.empty(), Optional.empty()),
                new AuditEvent.Verdict(AuditEvent.Outcome.ALLOWED, Optional.empty(), Optional.empty()),
                new AuditEvent.Took(1, 0),
                "none");
    }

    @Test
    @Proves({"logging.audit.enabled", "logging.audit.file", "logging.audit.format"})
    void auditCopy_isWrittenWhereItIsWanted(@TempDir Path folder, @TempDir Path other) throws IOException {
        try (var hub = hub("{\"logging\":{\"audit\":{\"enabled\":true}}}", folder)) {
            call(hub, 1);
            assertThat(copy(hub, "logs/audit.log")).anyMatch(line -> isOf(line, "tools/call"));
        }
        var elsewhere = "{\"logging\":{\"audit\":{\"enabled\":true,\"file\":\"copies/a.json\",\"format\":\"json\"}}}";
        try (var hub = hub(elsewhere, other)) {
            call(hub, 1);
            assertThat(copy(hub, "copies/a.json")).anyMatch(line -> isOf(line, "tools/call"));
            assertThat(hub.data().resolve("logs/audit.log")).doesNotExist();
        }
        call(plain, 1);
        assertThat(plain.data().resolve("logs")).doesNotExist();
        try (var hub =
                HubProcess.launch(new HubSetup().with("{\"logging\":{\"audit\":{\"format\":\"text\"}}}"), other)) {
            assertThat(hub.awaitExit()).isEqualTo(2);
            assertThat(hub.log()).contains("logging.audit.format");
        }
    }

    @Test
    @Proves("logging.audit.level")
    void auditCopyLevel_leavesOutWhatIsLessBad(@TempDir Path warn, @TempDir Path error, @TempDir Path info) {
        for (var level : List.of("warn", "error", "info")) {
            var folder = level.equals("warn") ? warn : level.equals("error") ? error : info;
            try (var hub = hub("{\"logging\":{\"audit\":{\"enabled\":true,\"level\":\"" + level + "\"}}}", folder)) {
                call(hub, 1);
                assertThat(Http.post(hub.mcp(""), "{}").statusCode()).isEqualTo(401);
                var copy = copy(hub, "logs/audit.log");
                assertThat(copy.stream().anyMatch(line -> isOf(line, "tools/call")))
                        .as(level)
                        .isEqualTo(level.equals("info"));
                assertThat(copy.stream().anyMatch(AuditSettingsIT::isUnauthenticated))
                        .as(level)
                        .isEqualTo(!level.equals("error"));
            }
        }
    }

    @Test
    @Proves("logging.audit.events")
    void auditCopyEvents_areTheFamiliesThatAreCopied(@TempDir Path folder, @TempDir Path other) {
        var members = "{\"logging\":{\"audit\":{\"enabled\":true%s}}}";
        try (var hub = hub(members.formatted(",\"events\":[\"auth\",\"admin\",\"agent\"]"), folder)) {
            act(hub);
            var copy = copy(hub, "logs/audit.log");
            assertThat(copy).anyMatch(AuditSettingsIT::isUnauthenticated);
            assertThat(copy).anyMatch(line -> line.path("kind").stringValue().equals("admin"));
            assertThat(copy)
                    .anyMatch(line ->
                            isOf(line, "tools/call") && line.path("agent").isString());
            assertThat(copy)
                    .noneMatch(line ->
                            isOf(line, "tools/call") && !line.path("agent").isString());
            assertThat(copy).noneMatch(line -> line.path("kind").stringValue().equals("system"));
        }
        try (var hub = hub(members.formatted(""), other)) {
            act(hub);
            var copy = copy(hub, "logs/audit.log");
            assertThat(copy)
                    .anyMatch(line ->
                            isOf(line, "tools/call") && !line.path("agent").isString());
            assertThat(copy).anyMatch(line -> line.path("kind").stringValue().equals("system"));
        }
    }

    /** Something of each family. */
    private static void act(HubProcess hub) {
        call(hub, 1);
        assertThat(Http.post(hub.mcp(""), "{}").statusCode()).isEqualTo(401);
        var agent = new Operator(hub).agent("helper", "execute:tools/work");
        var peer = Peer.modern(hub.mcp("work"), "");
        var headers = peer.headers("tools/call", "work");
        int at = headers.indexOf("Authorization");
        headers.set(at, "X-Agent-Key");
        headers.set(at + 1, agent.secret());
        var body = peer.request("1", "tools/call", "\"name\":\"work\",\"arguments\":{}");
        assertThat(Wire.post(hub.mcp("work"), body, headers).message()).contains("done");
    }

    static boolean isOf(JsonNode line, String operation) {
        return line.path("operation").asString("").equals(operation);
    }

    private static boolean isUnauthenticated(JsonNode line) {
        return line.path("reason").asString("").equals("unauthenticated");
    }

    static List<JsonNode> copy(HubProcess hub, String file) {
        try {
            return Files.readAllLines(hub.data().resolve(file)).stream()
                    .map(Json::read)
                    .toList();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    @Test
    @Proves("database.type")
    void databaseType_isTheOneThereIs_andAnotherIsAnError(@TempDir Path folder, @TempDir Path other)
            throws IOException {
        try (var hub = hub("{\"database\":{\"type\":\"sqlite\"}}", folder)) {
            assertThat(Files.readString(hub.data().resolve("nexus.db"), StandardCharsets.ISO_8859_1))
                    .startsWith("SQLite format 3");
        }
        assertThat(plain.data().resolve("nexus.db")).exists();
        try (var hub = HubProcess.launch(new HubSetup().with("{\"database\":{\"type\":\"postgres\"}}"), other)) {
            assertThat(hub.awaitExit()).isEqualTo(2);
            assertThat(hub.log()).contains("database.type", "DA-1");
        }
    }
}
