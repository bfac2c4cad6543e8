package io.nexusmcp.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.MisbehavingServer;
import io.nexusmcp.testkit.RawHttp;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent, the answer is the one of the rules, one event tells of it, nothing leaks and the hub lives on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {
    private static final String PLANTED = "planted-secret-4711";
    private static final String CALL = "\"name\":\"work\",\"arguments\":{\"n\":1}";
    private static final String TOOL = "{\"resultType\":\"complete\",\"ttlMs\":0,\"cacheScope\":\"private\",\"tools\":["
            + "{\"name\":\"work\",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}}}},"
            + "{\"name\":\"hidden\",\"inputSchema\":{\"type\":\"object\"}}]}";

    private final MisbehavingServer server = MisbehavingServer.start(Era.MODERN);
    private HubProcess hub;
    private Operator operator;
    private String key = "";

    @BeforeAll
    void start(@TempDir Path folder) {
        server.answer("tools/list", TOOL);
        hub = HubProcess.start(new HubSetup().http("work", server.uri()), folder)
                .awaitServer("work");
        operator = new Operator(hub);
        key = operator.user("caller", "execute:tools/work/work").secret();
    }

    @AfterAll
    void stop() {
        hub.close();
        server.close();
    }

    /** A body, the headers it comes with, and what must come back; code 0 for an answer that is no JSON-RPC error. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Case(String name, byte[] body, List<String> headers, int status, int code) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case body(String body, int code) {
        return body(body, body.getBytes(UTF_8), 400, code);
    }

    private static Case body(String name, byte[] body, int status, int code) {
        return new Case(name, body, List.of(Wire.PROTOCOL, Http.MODERN, "Mcp-Method", "tools/list"), status, code);
    }

    private static String request(String members) {
        return "{\"jsonrpc\":\"2.0\",\"secret\":\"" + PLANTED + "\"," + members + "}";
    }

    private static Case headers(String name, String method, String members, int status, int code, String... headers) {
        var body = Peer.modern(URI.create("http://localhost/"), "").request("1", method, members);
        return new Case(name, body.getBytes(UTF_8), List.of(headers), status, code);
    }

    static Stream<Case> bodies() {
        var overlong = request("\"id\":1,\"method\":\"@@\"")
                .replace("@@", "\u00c0\u0080")
                .getBytes(ISO_8859_1);
        var surrogate = request("\"id\":1,\"method\":\"@\"")
                .replace("@", "\u00ed\u00a0\u0080")
                .getBytes(ISO_8859_1);
        return Stream.of(
                body("", -32700),
                body("{\"" + PLANTED + "\":", -32700),
                body("{'id':1}", -32700),
                body("{\"id\":1}{\"id\":2}", -32700),
                body(request("\"id\":1,\"id\":2,\"method\":\"tools/list\""), -32700),
                body("overlong UTF-8", overlong, 400, -32700),
                body("surrogate in UTF-8", surrogate, 400, -32700),
                body("UTF-16", request("\"id\":1").getBytes(UTF_16), 400, -32700),
                body("[]", -32600),
                body("[" + request("\"id\":1,\"method\":\"tools/list\"") + "]", -32600),
                body("17", -32600),
                body("null", -32600),
                body("\"" + PLANTED + "\"", -32600),
                body("{}", -32600),
                body("{\"id\":1,\"method\":\"tools/list\"}", -32600),
                body("{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"tools/list\"}", -32600),
                body(request("\"id\":null,\"method\":\"tools/list\""), -32600),
                body(request("\"id\":1.5,\"method\":\"tools/list\""), -32600),
                body(request("\"id\":true,\"method\":\"tools/list\""), -32600),
                body(request("\"id\":{},\"method\":\"tools/list\""), -32600),
                body(request("\"id\":1,\"method\":7"), -32600),
                body(request("\"id\":1,\"method\":null"), -32600),
                body(request("\"id\":1"), -32600),
                body(request("\"id\":1,\"method\":\"tools/list\",\"params\":[1]"), -32602),
                body(request("\"id\":1,\"method\":\"tools/list\",\"params\":\"" + PLANTED + "\""), -32602),
                body(request("\"id\":1,\"result\":{}"), -32600),
                body(request("\"id\":1,\"method\":\"tools/list\",\"params\":{}"), -32602),
                body(
                        "deep",
                        request("\"id\":1,\"params\":" + "[".repeat(100_000)).getBytes(UTF_8),
                        400,
                        -32700),
                body("deep and closed", deep(150).getBytes(UTF_8), 400, -32700),
                body("huge", new byte[(10 << 20) + 1], 413, 413));
    }

    private static String deep(int depth) {
        return request(
                "\"id\":1,\"method\":\"tools/list\",\"params\":{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}");
    }

    static Stream<Case> mirroredHeaders() {
        var version = Wire.PROTOCOL;
        return Stream.of(
                headers("no version", "tools/list", "", 400, -32020, "Mcp-Method", "tools/list"),
                headers(
                        "older version",
                        "tools/list",
                        "",
                        400,
                        -32020,
                        version,
                        "2025-11-25",
                        "Mcp-Method",
                        "tools/list"),
                headers("no method", "tools/list", "", 400, -32020, version, Http.MODERN),
                headers("other method", "tools/list", "", 400, -32020, version, Http.MODERN, "Mcp-Method", "ping"),
                headers(
                        "method in capitals",
                        "tools/list",
                        "",
                        400,
                        -32020,
                        version,
                        Http.MODERN,
                        "Mcp-Method",
                        "TOOLS/LIST"),
                headers("no name", "tools/call", CALL, 400, -32020, version, Http.MODERN, "Mcp-Method", "tools/call"),
                headers(
                        "other name",
                        "tools/call",
                        CALL,
                        400,
                        -32020,
                        version,
                        Http.MODERN,
                        "Mcp-Method",
                        "tools/call",
                        "Mcp-Name",
                        "hidden"),
                headers(
                        "two names",
                        "tools/call",
                        CALL,
                        400,
                        -32020,
                        version,
                        Http.MODERN,
                        "Mcp-Method",
                        "tools/call",
                        "Mcp-Name",
                        "work",
                        "Mcp-Name",
                        "hidden"),
                headers("unknown method", PLANTED, "", 404, -32601, version, Http.MODERN, "Mcp-Method", PLANTED),
                headers(
                        "legacy handshake",
                        "initialize",
                        "",
                        404,
                        -32601,
                        version,
                        Http.MODERN,
                        "Mcp-Method",
                        "initialize"),
                headers("legacy ping", "ping", "", 404, -32601, version, Http.MODERN, "Mcp-Method", "ping"),
                headers(
                        "legacy level",
                        "logging/setLevel",
                        "",
                        404,
                        -32601,
                        version,
                        Http.MODERN,
                        "Mcp-Method",
                        "logging/setLevel"),
                headers(
                        "name of another type",
                        "tools/call",
                        "\"name\":7",
                        400,
                        -32020,
                        version,
                        Http.MODERN,
                        "Mcp-Method",
                        "tools/call",
                        "Mcp-Name",
                        "7"),
                headers(
                        "cursor nobody gave",
                        "tools/list",
                        "\"cursor\":\"" + PLANTED + "\"",
                        200,
                        -32602,
                        version,
                        Http.MODERN,
                        "Mcp-Method",
                        "tools/list"),
                headers(
                        "arguments of another type",
                        "tools/call",
                        "\"name\":\"work\",\"arguments\":[]",
                        200,
                        -32602,
                        version,
                        Http.MODERN,
                        "Mcp-Method",
                        "tools/call",
                        "Mcp-Name",
                        "work"));
    }

    static Stream<Case> versions() {
        var unknown = request("\"id\":1,\"method\":\"tools/list\",\"params\":{\"_meta\":{\"" + Http.META
                + "protocolVersion\":\"v999.0.0\",\"" + Http.META + "clientCapabilities\":{}}}");
        var noCapabilities = request("\"id\":1,\"method\":\"tools/list\",\"params\":{\"_meta\":{\"" + Http.META
                + "protocolVersion\":\"" + Http.MODERN + "\"}}");
        var initialize = request("\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\"}");
        var list = request("\"id\":1,\"method\":\"tools/list\"");
        return Stream.of(
                version("unknown version", unknown, "v999.0.0", 400, -32022),
                version("no capabilities", noCapabilities, Http.MODERN, 400, -32602),
                version("handshake under a modern version", initialize, Http.MODERN, 400, -32020),
                version("no session", list, "2025-11-25", 400, -32000),
                version("batch of a later revision", "[" + list + "]", "2025-06-18", 400, -32600));
    }

    private static Case version(String name, String body, String version, int status, int code) {
        var headers = List.of(Wire.PROTOCOL, version, "Mcp-Method", "tools/list");
        return new Case(name, body.getBytes(UTF_8), headers, status, code);
    }

    @ParameterizedTest
    @MethodSource({"bodies", "mirroredHeaders", "versions"})
    void badRequest_isAnsweredByTheRules(Case bad) {
        var headers = new ArrayList<>(bad.headers());
        headers.addAll(List.of("Authorization", "Bearer " + key));
        assertRefused(() -> Wire.post(hub.mcp("work"), bad.body(), headers), bad.status(), bad.code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/json; charset=utf-16",
                "text/json"
            })
    void body_thatIsNotAnnouncedAsJson_isRefused(String type) {
        var headers = Peer.modern(hub.mcp("work"), key).headers("tools/list", "");
        headers.addAll(List.of("Content-Type", type));
        var body = Peer.modern(hub.mcp("work"), key).request("1", "tools/list", "");
        assertRefused(() -> Wire.post(hub.mcp("work"), body, headers), 415, 415);
    }

    @Test
    void toolThatIsForbidden_andToolThatDoesNotExist_areAnsweredAlike() {
        var peer = Peer.modern(hub.mcp("work"), key);
        var forbidden = assertRefused(() -> peer.call("hidden", "{\"n\":\"" + PLANTED + "\"}"), 200, -32602);
        var unknown = assertRefused(() -> peer.call(PLANTED, "{\"n\":\"" + PLANTED + "\"}"), 200, -32602);
        assertThat(forbidden.body()).isEqualTo(unknown.body());
        assertThat(forbidden.response().headers().map().keySet())
                .isEqualTo(unknown.response().headers().map().keySet());
        assertThat(server.requests()).noneMatch(request -> request.body().contains("\"hidden\""));
    }

    @Test
    void arguments_againstTheSchema_areAResultThatEchoesNothing() {
        var peer = Peer.modern(hub.mcp("work"), key);
        var answer = assertRefused(() -> peer.call("work", "{\"n\":\"" + PLANTED + "\"}"), 200, 0);
        assertThat(answer.json().path("result").path("isError").booleanValue()).isTrue();
        assertThat(answer.body()).contains("$.n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "1.5", "{}", "[1]", "{\"" + PLANTED + "\":1}"})
    void cancellation_whoseRequestIdIsNone_isRefusedAndNoIncident(String id) {
        var method = "notifications/cancelled";
        var body = request("\"method\":\"" + method + "\",\"params\":{\"requestId\":" + id + "}");
        var legacy = Peer.legacy(hub.mcp("work"), key);
        assertRefused(() -> legacy.post(body), 400, -32602);
        var modern = Peer.modern(hub.mcp("work"), key).headers(method, "");
        assertRefused(() -> Wire.post(hub.mcp("work"), body, modern), 400, -32602);
        assertThat(hub.log()).doesNotContain("incident");
    }

    @Test
    void session_thatNobodyGave_isNotFound() {
        var peer = Peer.legacy(hub.mcp("work"), key);
        var headers = List.of("Authorization", "Bearer " + key, Wire.PROTOCOL, "2025-11-25", Wire.SESSION, PLANTED);
        var body = peer.request("1", "tools/list", "");
        assertRefused(() -> Wire.post(hub.mcp("work"), body, headers), 404, -32001);
    }

    @Test
    void session_ofAnotherCaller_isNotFound() {
        var owner = Peer.legacy(hub.mcp("work"), key);
        var other = operator.user("thief", "execute:tools/work/work").secret();
        var headers = owner.headers("", "");
        headers.set(headers.indexOf("Bearer " + key), "Bearer " + other);
        assertRefused(() -> Wire.post(hub.mcp("work"), owner.request("1", "tools/list", ""), headers), 404, -32001);
    }

    @Test
    void unknownMethod_ofALegacyClient_isAnsweredWith200() {
        var peer = Peer.legacy(hub.mcp("work"), key);
        assertRefused(() -> peer.ask(PLANTED, ""), 200, -32601);
    }

    @Test
    void credentials_thatDoNotCount_areRefused() {
        var expiring = operator.key(Json.object().put("name", "short").put("lifetime", "1s"), "execute:tools/work");
        var revoked = operator.user("gone", "execute:tools/work");
        operator.revoke(revoked);
        var short1 = Peer.modern(hub.mcp("work"), expiring.secret());
        await().until(() -> short1.ask("tools/list", "").status() == 401);
        assertRefused(() -> short1.ask("tools/list", ""), 401, 401);
        assertRefused(() -> Peer.modern(hub.mcp("work"), revoked.secret()).ask("tools/list", ""), 401, 401);
        assertRefused(() -> Peer.modern(hub.mcp("work"), PLANTED).ask("tools/list", ""), 401, 401);
        var two = Peer.modern(hub.mcp("work"), key).headers("tools/list", "");
        two.addAll(List.of("X-API-Key", key));
        var body = Peer.modern(hub.mcp("work"), key).request("1", "tools/list", "");
        assertRefused(() -> Wire.post(hub.mcp("work"), body, two), 400, -32600);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example",
                "Host: localhost.evil.example",
                "Origin: https://evil.example",
                "Origin: null",
                "Origin: http://localhost.evil.example"
            })
    void hostOrOrigin_ofStrangers_isRefused(String header) {
        assertRaw(header, "POST /mcp HTTP/1.1", 403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT /mcp HTTP/1.1", "PATCH /mcp HTTP/1.1", "TRACE /mcp HTTP/1.1"})
    void method_nobodyServes_isRefused(String line) {
        assertRaw("", line, 405);
    }

    private void assertRaw(String header, String line, int status) {
        int port = hub.mcp("").getPort();
        var host = header.startsWith("Host:")
                ? header
                : "Host: localhost:" + port + (header.isEmpty() ? "" : "\r\n" + header);
        long before = refusals();
        var answer = RawHttp.exchange(
                port,
                line + "\r\n" + host + "\r\nX-Planted: " + PLANTED + "\r\nAuthorization: Bearer " + key
                        + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        assertThat(answer.status()).isEqualTo(status);
        assertHarmless(answer.body());
        await().untilAsserted(() -> assertThat(refusals()).isEqualTo(before + 1));
        assertAlive();
    }

    private interface Sending {
        Wire.Answer send();
    }

    private Wire.Answer assertRefused(Sending sending, int status, int code) {
        long before = refusals();
        var answer = sending.send();
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.errorCode()).as(answer.body()).isEqualTo(code);
        assertHarmless(answer.body());
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(refusals()).isEqualTo(before + 1));
        assertAlive();
        return answer;
    }

    private static void assertHarmless(String body) {
        assertThat(body).doesNotContain(PLANTED, "Exception", "java.", "io.nexusmcp.", "org.eclipse", "\tat ", "<html");
    }

    private void assertAlive() {
        var answer = Peer.modern(hub.mcp("work"), key).call("work", "{\"n\":1}");
        assertThat(answer.message()).contains("done");
        assertThat(new Trail(hub.data()).text()).doesNotContain(PLANTED + "\"}");
    }

    /** What the log tells of requests that were not served, those included that one line counts together. */
    private long refusals() {
        var trail = new Trail(hub.data());
        long single = trail.events().stream()
                .filter(event -> !event.path("outcome").asString("").equals("allowed"))
                .count();
        long together = trail.lines().stream()
                .filter(line -> line.path("operation").asString("").equals("refusals/summary"))
                .mapToLong(
                        line -> Long.parseLong(line.path("detail").asString("").split(" ", 2)[0]))
                .sum();
        return single + together;
    }
}
