package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.testkit.ChildCommand;
import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import io.nexusmcp.testkit.MisbehavingServer;
import io.nexusmcp.testkit.RecordedRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing of one caller reaches another, and nothing of a caller's credentials reaches a server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IsolationIT {
    private static final int CALLERS = 50;
    private static final int OWN_CHILDREN = 8;
    private static final List<String> CANDIDATES = List.of(
            "Cookie",
            "X-API-Key",
            "X-Agent-Key",
            "Proxy-Authorization",
            "DPoP",
            "Forwarded",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-Forwarded-Proto",
            "X-Forwarded-User",
            "X-Forwarded-Email",
            "X-Forwarded-Port",
            "X-Forwarded-Prefix",
            "X-Real-IP",
            "X-Client-IP",
            "X-Remote-User",
            "X-User",
            "X-Auth-User",
            "X-Auth-Request-User",
            "X-Auth-Request-Email",
            "X-Auth-Token",
            "X-Access-Token",
            "X-CSRF-Token",
            "X-Authenticated-Userid",
            "X-Consumer-Username",
            "X-Credential-Identifier",
            "X-Tenant-Id",
            "X-Original-URL",
            "X-Rewrite-URL",
            "X-Original-Host",
            "X-HTTP-Method-Override",
            "X-Envoy-Internal",
            "X-Amzn-Oidc-Data",
            "Cf-Access-Jwt-Assertion",
            "X-Goog-Iap-Jwt-Assertion",
            "X-Ms-Client-Principal",
            "Mcp-Init-Host",
            "Mcp-Param-Secret",
            "Last-Event-ID",
            "Referer",
            "True-Client-IP",
            "Via");

    private final SlowEcho echo = SlowEcho.start();
    private final MisbehavingServer legacyCanary = MisbehavingServer.start(Era.LEGACY);
    private final HttpFixture modernCanary = HttpFixture.start(Era.MODERN, 0);
    private HubProcess hub;
    private Operator operator;

    @BeforeAll
    void start(@TempDir Path folder) {
        var child = ChildCommand.of(SlowEcho.class);
        var setup = new HubSetup()
                .http("http", echo.uri())
                .stdio("shared", child)
                .stdio("own", child)
                .http("legacy", legacyCanary.uri())
                .http("modern", modernCanary.uri());
        setup.root().withObject("/mcpServers/own").put("shared", false).put("era", "legacy");
        setup.root().withObject("/mcpServers/shared").put("era", "legacy");
        hub = HubProcess.start(setup, folder);
        List.of("http", "shared", "own", "legacy", "modern").forEach(hub::awaitServer);
        operator = new Operator(hub);
    }

    @AfterAll
    void stop() {
        hub.close();
        echo.close();
        legacyCanary.close();
        modernCanary.close();
    }

    @Test
    void fiftyCallers_withTheSameId_overHttp_getTheirOwnAnswers() {
        var calls = swarm("http", CALLERS, 120);
        assertThat(calls.wrong()).isEmpty();
        assertThat(calls.count()).isEqualTo(6_000);
    }

    @Test
    void fiftyCallers_withTheSameId_onOneSharedChild_getTheirOwnAnswers() {
        var calls = swarm("shared", CALLERS, 48);
        assertThat(calls.wrong()).isEmpty();
        assertThat(calls.count()).isEqualTo(2_400);
        assertThat(calls.processes().values().stream().flatMap(Set::stream).distinct())
                .hasSize(1);
    }

    @Test
    void callers_ofAServerThatIsNotShared_haveAChildEach() {
        var calls = swarm("own", OWN_CHILDREN, 200);
        assertThat(calls.wrong()).isEmpty();
        assertThat(calls.count()).isEqualTo(1_600);
        var all = new HashSet<Integer>();
        calls.processes().forEach((caller, pids) -> {
            assertThat(pids).as(caller).hasSize(1);
            assertThat(all.addAll(pids)).as("a child of its own for " + caller).isTrue();
        });
    }

    /** What many callers got. */
    record Calls(int count, List<String> wrong, ConcurrentMap<String, Set<Integer>> processes) {}

    private Calls swarm(String server, int callers, int callsEach) {
        var wrong = Collections.synchronizedList(new ArrayList<String>());
        var processes = new ConcurrentHashMap<String, Set<Integer>>();
        var work = IntStream.range(0, callers)
                .<Callable<Integer>>mapToObj(number -> {
                    var name = server + "-" + number;
                    var key = operator.user(name, "execute:tools/" + server).secret();
                    var peer = number % 2 == 0 ? Peer.modern(hub.mcp(server), key) : Peer.legacy(hub.mcp(server), key);
                    var pids = ConcurrentHashMap.<Integer>newKeySet();
                    processes.put(name, pids);
                    return () -> converse(peer, name, callsEach, wrong, pids);
                })
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int count = 0;
            for (var caller : threads.invokeAll(work)) {
                count += caller.get();
            }
            return new Calls(count, List.copyOf(wrong), processes);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static int converse(Peer peer, String name, int calls, List<String> wrong, Set<Integer> processes) {
        for (int at = 0; at < calls; at++) {
            boolean fails = at % 10 == 9;
            var nonce = name + "/" + at + (fails ? "-fail" : "");
            var answer = peer.call("echo", "{\"nonce\":\"" + nonce + "\"}").json();
            var got = fails
                    ? answer.path("error").path("message").asString("")
                    : answer.path("result").path("content").path(0).path("text").asString("");
            if (!got.equals(nonce) || answer.path("id").asInt(0) != 1) {
                wrong.add(nonce + " got " + answer);
            } else if (!fails) {
                processes.add(answer.path("result").path("pid").intValue());
            }
        }
        return calls;
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void callersHeadersAndCredentials_neverReachAServer(Era era) {
        var server = era.name().toLowerCase(Locale.ROOT);
        var tool = era == Era.LEGACY ? "work" : "test_simple_text";
        var key = operator.user("canary-" + server, "execute:tools/" + server).secret();
        for (var peer : List.of(Peer.modern(hub.mcp(server), key), Peer.legacy(hub.mcp(server), key))) {
            for (var candidate : CANDIDATES) {
                call(peer, server, tool, candidate);
            }
        }
        assertThat(CANDIDATES).hasSizeGreaterThanOrEqualTo(40);
        assertThat(requests(era))
                .filteredOn(request -> request.body().contains("tools/call"))
                .hasSizeGreaterThan(CANDIDATES.size());
        assertThat(requests(era)).noneMatch(request -> request.mentions(key));
        assertThat(requests(era)).noneMatch(request -> request.mentions("canary-secret"));
        for (var candidate : CANDIDATES) {
            assertThat(requests(era))
                    .as(candidate)
                    .noneMatch(request -> request.headers().containsKey(candidate));
        }
        assertThat(requests(era)).noneMatch(request -> request.headers().containsKey("Authorization"));
    }

    /** A header the hub does not know is dropped; one it takes for a credential makes the request ambiguous. */
    private void call(Peer peer, String server, String tool, String candidate) {
        var headers = peer.headers("tools/call", tool);
        headers.addAll(List.of(candidate, "canary-secret"));
        var body = peer.request("1", "tools/call", "\"name\":\"" + tool + "\",\"arguments\":{}");
        var answer = Wire.post(hub.mcp(server), body, headers);
        assertThat(answer.status()).as(candidate).isIn(200, 400, 401);
        assertThat(answer.body()).doesNotContain("canary-secret");
    }

    private List<RecordedRequest> requests(Era era) {
        return era == Era.LEGACY ? legacyCanary.requests() : modernCanary.requests();
    }
}
