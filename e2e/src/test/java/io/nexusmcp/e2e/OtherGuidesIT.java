package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.MisbehavingServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** What the guides of the other four systems state about keys, environments, limits, input, logs and audit. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OtherGuidesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PLANTED = "planted-body-text-4711";

    private final MisbehavingServer server = MisbehavingServer.start(Era.MODERN);
    private HubProcess plain;
    private Operator operator;

    @BeforeAll
    void start(@TempDir Path folder) {
        plain = hub("{}", folder);
        operator = new Operator(plain);
    }

    @AfterAll
    void stop() {
        plain.close();
        server.close();
    }

    private HubSetup setup() {
        return new HubSetup().http("work", server.uri());
    }

    private HubProcess hub(String members, Path folder) {
        return HubProcess.start(setup().with(members), folder).awaitServer("work");
    }

    private static Wire.Answer call(HubProcess hub, String key, String arguments) {
        return Peer.modern(hub.mcp("work"), key).call("work", arguments);
    }

    /** A list asked for without any credential. */
    private static int anonymous(HubProcess hub) {
        var peer = Peer.modern(hub.mcp("work"), "");
        var headers = peer.headers("tools/list", "");
        int at = headers.indexOf("Authorization");
        headers.subList(at, at + 2).clear();
        return Wire.post(hub.mcp("work"), peer.request("1", "tools/list", ""), headers)
                .status();
    }

    @Test
    void production_needsACredential_andAsksForIt(@TempDir Path folder) {
        var production = setup().variable("NEXUS_ENV", "production");
        try (var refused = HubProcess.launch(production, folder)) {
            assertThat(refused.awaitExit()).isEqualTo(2);
            assertThat(refused.log()).contains("NEXUS_ENV=production", "nexus key create");
        }
        String key;
        try (var staging = HubProcess.start(setup().variable("NEXUS_ENV", "staging"), folder)) {
            assertThat(anonymous(staging.awaitServer("work"))).isEqualTo(401);
            key = new Operator(staging).user("ana", "execute:tools/work").secret();
        }
        try (var hub = HubProcess.start(production, folder).awaitServer("work")) {
            assertThat(anonymous(hub)).isEqualTo(401);
            assertThat(call(hub, key, "{}").message()).contains("done");
        }
        assertThat(anonymous(plain)).isEqualTo(401);
    }

    @Test
    void authenticationOff_inProduction_isCritical_andElsewhereAWarning(@TempDir Path folder, @TempDir Path other) {
        var off = setup().with("{\"enableAuth\":false}");
        try (var hub = HubProcess.start(off.variable("NEXUS_ENV", "production"), folder)) {
            await().atMost(PATIENCE).until(() -> anonymous(hub) == 200);
            assertThat(hub.log()).contains("CRITICAL", "authentication is OFF");
        }
        try (var hub = HubProcess.start(off, other)) {
            await().atMost(PATIENCE).until(() -> anonymous(hub) == 200);
            assertThat(hub.log()).contains("WARNING").doesNotContain("CRITICAL");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"prod", "Production", "produktion", ""})
    void environment_thatIsMisspelt_isAnError(String name, @TempDir Path folder) {
        try (var refused = HubProcess.launch(setup().variable("NEXUS_ENV", name), folder)) {
            assertThat(refused.awaitExit()).isEqualTo(2);
            assertThat(refused.log()).contains("NEXUS_ENV", "development, staging, production");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"__import__", "eval", "exec", "compile", "globals", "locals", "__builtins__"})
    void dangerousKey_isBlockedAtAnyDepth_andCounted(String name) {
        double before = operator.metric("nexus_input_blocked_total");
        for (var arguments : List.of("{\"@\":1}", "{\"a\":{\"b\":{\"@\":{}}}}", "{\"a\":[[{\"@\":null}]]}")) {
            var answer = call(plain, plain.adminKey(), arguments.replace("@", name));
            assertThat(answer.message()).contains("\"isError\":true").doesNotContain("done");
        }
        assertThat(operator.metric("nexus_input_blocked_total")).isEqualTo(before + 3);
        assertThat(call(plain, plain.adminKey(), "{\"a\":\"" + name + "\"}").message())
                .contains("done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../etc/passwd", "..\\\\windows\\\\system32", "/etc/shadow"})
    void pathTraversal_isBlocked_andCounted(String path) {
        double before = operator.metric("nexus_input_blocked_total");
        var answer = call(plain, plain.adminKey(), "{\"file\":\"" + path + "\"}");
        assertThat(answer.message()).contains("\"isError\":true").doesNotContain("done");
        assertThat(operator.metric("nexus_input_blocked_total")).isEqualTo(before + 1);
        assertThat(call(plain, plain.adminKey(), "{\"file\":\"notes/today.txt\"}")
                        .message())
                .contains("done");
    }

    @Test
    void inputSize_isTenMegabytes_orWhatIsConfigured(@TempDir Path more, @TempDir Path less) {
        var eleven = "{\"a\":\"" + "x".repeat(11 << 20) + "\"}";
        var two = "{\"a\":\"" + "x".repeat(2 << 20) + "\"}";
        assertThat(call(plain, plain.adminKey(), eleven).status()).isEqualTo(413);
        assertThat(call(plain, plain.adminKey(), two).message()).contains("done");
        try (var hub = hub("{\"limits\":{\"maxBodyBytes\":\"50MB\"}}", more)) {
            assertThat(call(hub, hub.adminKey(), eleven).message()).contains("done");
        }
        try (var hub = hub("{\"limits\":{\"maxBodyBytes\":\"1MB\"}}", less)) {
            assertThat(call(hub, hub.adminKey(), two).status()).isEqualTo(413);
        }
    }

    @Test
    void securityMetrics_countWhatTheyAreNamedAfter(@TempDir Path folder) {
        try (var hub = hub("{\"rateLimit\":{\"perCaller\":{\"requests\":5,\"period\":\"1d\",\"burst\":0}}}", folder)) {
            var api = new Operator(hub);
            double failures = api.metric("nexus_auth_failures_total");
            double hits = api.metric("nexus_rate_limit_hits_total");
            assertThat(anonymous(hub)).isEqualTo(401);
            var ana = api.user("ana", "execute:tools/work").secret();
            for (int at = 0; at < 5; at++) {
                assertThat(call(hub, ana, "{}").message()).contains("done");
            }
            assertThat(call(hub, ana, "{}").status()).isEqualTo(429);
            assertThat(api.metric("nexus_auth_failures_total")).isEqualTo(failures + 1);
            assertThat(api.metric("nexus_rate_limit_hits_total")).isEqualTo(hits + 1);
            assertThat(api.metric("nexus_calls_total")).isGreaterThanOrEqualTo(5);
        }
    }

    @Test
    void rateLimit_isToldInHeaders_listsCount_andHealthIsExempt(@TempDir Path folder) {
        try (var hub = hub("{\"rateLimit\":{\"perCaller\":{\"requests\":1000,\"burst\":0}}}", folder)) {
            var peer = Peer.modern(
                    hub.mcp("work"),
                    new Operator(hub).user("ana", "execute:tools/work").secret());
            var first = peer.ask("tools/list", "");
            assertThat(first.header("X-RateLimit-Limit")).isEqualTo("1000");
            assertThat(first.header("X-RateLimit-Remaining")).isEqualTo("999");
            assertThat(first.header("X-RateLimit-Reset")).isNotEmpty();
            assertThat(Http.get(hub.mcp("").resolve("/health/ready")).headers().map())
                    .doesNotContainKey("X-RateLimit-Limit");
        }
    }

    @Test
    void apiKey_hasTheFormOfTheGuides_andStandsNowhereInClearText() throws IOException {
        var key = operator.user("form", "execute:tools/work").secret();
        assertThat(key).matches("nxk_[A-Za-z0-9_-]+").hasSizeBetween(32, 64);
        assertThat(operator.agent("form", "execute:tools/work").secret()).startsWith("nxa_");
        assertThat(call(plain, key, "{}").message()).contains("done");
        try (var files = Files.walk(plain.data())) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .noneMatch(file -> read(file).contains(key));
        }
        assertThat(plain.log()).doesNotContain(key);
        assertThat(operator.keys().toString()).doesNotContain(key).contains("\"form\"");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void apiKey_endsWithItsTimeItsNetworkItsRotationAndItsRevocation() {
        var permission = "execute:tools/work";
        var brief = operator.key(Json.object().put("name", "brief").put("lifetime", "2s"), permission);
        var far = Json.object().put("name", "far");
        far.putArray("networks").add("203.0.113.0/24");
        assertThat(call(plain, operator.key(far, permission).secret(), "{}").status())
                .isEqualTo(401);
        var near = Json.object().put("name", "near");
        near.putArray("networks").add("127.0.0.0/8");
        var old = operator.key(near, permission);
        assertThat(call(plain, old.secret(), "{}").message()).contains("done");

        var rotated = operator.send("POST", "/api/v1/keys/" + old.id() + "/rotate", "{\"overlap\":\"1h\"}");
        var fresh = rotated.path("secret").stringValue();
        assertThat(call(plain, old.secret(), "{}").message()).contains("done");
        assertThat(call(plain, fresh, "{}").message()).contains("done");
        var successor = rotated.path("key").path("id").stringValue();
        var last = operator.send("POST", "/api/v1/keys/" + successor + "/rotate", "{}");
        assertThat(call(plain, fresh, "{}").status()).isEqualTo(401);
        var newest = new Operator.Key(
                last.path("key").path("id").stringValue(), last.path("secret").stringValue());
        assertThat(call(plain, newest.secret(), "{}").message()).contains("done");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(operator.keys())
                        .filteredOn(key -> key.path("id").stringValue().equals(newest.id()))
                        .allMatch(key -> key.path("lastUsed").isString()));
        operator.revoke(newest);
        assertThat(call(plain, newest.secret(), "{}").status()).isEqualTo(401);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(call(plain, brief.secret(), "{}").status()).isEqualTo(401));
    }

    @Test
    void bodiesAndHeaders_areInNoLog_howeverMuchIsLogged(@TempDir Path folder) {
        server.answer(
                "tools/call",
                "{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":\"done " + PLANTED + "\"}]}");
        try (var hub = hub("{\"logging\":{\"level\":\"trace\"}}", folder)) {
            var peer = Peer.modern(hub.mcp("work"), hub.adminKey());
            var headers = peer.headers("tools/call", "work");
            headers.addAll(List.of("X-Planted", PLANTED));
            var body = peer.request("1", "tools/call", "\"name\":\"work\",\"arguments\":{\"a\":\"" + PLANTED + "\"}");
            assertThat(Wire.post(hub.mcp("work"), body, headers).message()).contains("done", PLANTED);
            assertThat(read(folder.resolve("hub.log"))).doesNotContain(PLANTED);
            assertThat(new Trail(hub.data()).text()).contains("tools/call").doesNotContain(PLANTED);
        } finally {
            server.answer(
                    "tools/call", "{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}");
        }
    }

    @Test
    void auditRecord_saysWhoDidWhatFromWhereAndWhatBecameOfIt() {
        var ana = operator.user("recorded", "execute:tools/work");
        assertThat(call(plain, ana.secret(), "{}").message()).contains("done");
        var event = new Trail(plain.data()).events().getLast();
        assertThat(event.path("v").intValue()).isEqualTo(1);
        assertThat(event.path("time").stringValue()).endsWith("Z");
        assertThat(event.path("traceId").stringValue()).matches("[0-9a-f]{32}");
        assertThat(event.path("workspace").stringValue()).isEqualTo("default");
        assertThat(event.path("caller").stringValue()).isEqualTo("key:" + ana.id());
        assertThat(event.path("peer").stringValue()).isEqualTo("127.0.0.1");
        assertThat(event.path("operation").stringValue()).isEqualTo("tools/call");
        assertThat(event.path("server").stringValue()).isEqualTo("work");
        assertThat(event.path("target").stringValue()).isEqualTo("work");
        assertThat(event.path("definitionHash").stringValue()).isNotEmpty();
        assertThat(event.path("policyVersion").stringValue()).isNotEmpty();
        assertThat(event.path("outcome").stringValue()).isEqualTo("allowed");
        assertThat(event.path("totalMicros").longValue()).isPositive();
        var admin = new Trail(plain.data())
                .lines().stream()
                        .filter(line -> line.path("operation").asString("").equals("keys/create"))
                        .toList();
        assertThat(admin)
                .isNotEmpty()
                .allMatch(line -> line.path("kind").stringValue().equals("admin"));
    }

    @Test
    void auditLog_thatWasChanged_isFoundOut(@TempDir Path folder) throws IOException {
        Path segment;
        try (var hub = hub("{}", folder)) {
            call(hub, hub.adminKey(), "{}");
            call(hub, hub.adminKey(), "{}");
            try (var files = Files.list(hub.data().resolve("audit"))) {
                segment = files.filter(file -> file.toString().endsWith(".jsonl"))
                        .findFirst()
                        .orElseThrow();
            }
        }
        var verify = HubProcess.command(
                "audit", "verify", "--data", folder.resolve("data").toString());
        assertThat(Program.run(verify, Map.of(), folder, PATIENCE).exit()).isZero();
        var whole = Files.readString(segment);
        Files.writeString(segment, whole.replaceFirst("\"operation\":\"tools/call\"", "\"operation\":\"tools/list\""));
        assertThat(Program.run(verify, Map.of(), folder, PATIENCE).exit()).isEqualTo(1);
        var lines = whole.lines().toList();
        Files.writeString(segment, whole.replace(lines.get(lines.size() / 2) + "\n", ""));
        assertThat(Program.run(verify, Map.of(), folder, PATIENCE).exit()).isEqualTo(1);
        Files.writeString(segment, whole);
        assertThat(Program.run(verify, Map.of(), folder, PATIENCE).exit()).isZero();
    }
}
