package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.MisbehavingServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For random roles, permissions and restrictions, a caller can call exactly what it is shown. */
class ListAndCallAgreeIT {
    private static final long SEED = 20260728;
    private static final int ROLES = 6;
    private static final int CALLERS = 24;
    private static final List<String> SERVERS = List.of("red", "green", "blue");
    private static final List<String> TOOLS = List.of("read", "write", "drop");
    private static final List<String> ACTIONS = List.of("execute", "execute", "execute", "read", "*");

    private final Random random = new Random(SEED);

    @Test
    void tools_thatAreListed_areExactlyThoseThatCanBeCalled(@TempDir Path folder) {
        var upstreams = SERVERS.stream()
                .map(name -> MisbehavingServer.start(Era.MODERN))
                .toList();
        upstreams.forEach(server -> server.tools(TOOLS.toArray(String[]::new)));
        try (var hub = HubProcess.start(setup(upstreams), folder)) {
            SERVERS.forEach(hub::awaitServer);
            int listed = 0;
            for (int number = 0; number < CALLERS; number++) {
                var permissions = permissions();
                var caller = caller(new Operator(hub), number, permissions);
                listed += assertAgreement(hub, caller, "caller " + number + " with " + permissions);
            }
            assertThat(listed)
                    .as("neither nobody nor everybody may do everything")
                    .isBetween(1, CALLERS * 8);
        } finally {
            upstreams.forEach(MisbehavingServer::close);
        }
    }

    private HubSetup setup(List<MisbehavingServer> upstreams) {
        var setup = new HubSetup();
        for (int at = 0; at < upstreams.size(); at++) {
            setup.http(SERVERS.get(at), upstreams.get(at).uri());
        }
        var roles = setup.root().withArray("/auth/rbac/roles");
        roles.addObject().put("name", "admin").putArray("permissions").add("*:*");
        for (int number = 0; number < ROLES; number++) {
            var granted = roles.addObject().put("name", "role" + number).putArray("permissions");
            permissions().forEach(granted::add);
        }
        var restrictions = setup.root().withObject("/mcp/tools/restrictions").put("enabled", true);
        for (int number = 1; number < CALLERS; number += 4) {
            var allowed = restrictions.withObject("/allowedTools").putArray("caller" + number);
            names().stream().filter(name -> random.nextBoolean()).forEach(allowed::add);
        }
        return setup;
    }

    /** Every second caller is an agent, and every second agent has a list. */
    private Peers caller(Operator operator, int number, Set<String> permissions) {
        var wanted = Json.object().put("name", "caller" + number);
        if (number % 2 == 1) {
            wanted.put("kind", "agent");
        }
        var roles = wanted.putArray("roles");
        if (random.nextBoolean()) {
            roles.add("role" + random.nextInt(ROLES));
        }
        var key = operator.key(wanted, permissions.toArray(String[]::new)).secret();
        return new Peers(key, number % 2 == 1 ? "X-Agent-Key" : "X-API-Key");
    }

    /** How a caller shows who it is. */
    private record Peers(String key, String header) {
        Wire.Answer ask(HubProcess hub, String server, String method, String name, String members) {
            var peer = Peer.modern(hub.mcp(server), "");
            var headers = peer.headers(method, name);
            int at = headers.indexOf("Authorization");
            headers.set(at, header);
            headers.set(at + 1, key);
            return Wire.post(hub.mcp(server), peer.request("1", method, members), headers);
        }

        boolean mayCall(HubProcess hub, String server, String tool) {
            var members = "\"name\":\"" + tool + "\",\"arguments\":{}";
            var answer = ask(hub, server, "tools/call", tool, members);
            boolean isServed = answer.message().contains("done");
            assertThat(isServed || answer.status() == 404 || answer.errorCode() == -32602)
                    .as(answer.body())
                    .isTrue();
            return isServed;
        }

        Set<String> listed(HubProcess hub, String server) {
            var tools =
                    ask(hub, server, "tools/list", "", "").json().path("result").path("tools");
            return tools.values().stream()
                    .map(tool -> tool.path("name").stringValue())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static int assertAgreement(HubProcess hub, Peers caller, String who) {
        var called = names().stream()
                .filter(tool -> caller.mayCall(hub, "", tool))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(caller.listed(hub, "")).as(who).isEqualTo(called);
        for (var server : SERVERS) {
            var own = TOOLS.stream()
                    .filter(tool -> caller.mayCall(hub, server, tool))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(caller.listed(hub, server)).as(who + " at " + server).isEqualTo(own);
            assertThat(own.stream().map(tool -> server + "__" + tool))
                    .as(who + " at " + server)
                    .allMatch(called::contains);
        }
        return called.size();
    }

    private static List<String> names() {
        return SERVERS.stream()
                .flatMap(server -> TOOLS.stream().map(tool -> server + "__" + tool))
                .toList();
    }

    private Set<String> permissions() {
        var granted = new TreeSet<String>();
        for (int count = random.nextInt(4); count > 0; count--) {
            var action = one(ACTIONS);
            granted.add(action + ":" + resource(action));
        }
        return granted;
    }

    private String resource(String action) {
        var other = action.equals("read") ? "prompts" : "tools"; // nobody executes or writes a prompt
        var path = new ArrayList<>(List.of(one(List.of("tools", "tools", "tools", other, "*"))));
        if (random.nextBoolean()) {
            path.add(random.nextInt(4) == 0 ? "*" : one(SERVERS));
            if (random.nextBoolean()) {
                path.add(random.nextInt(4) == 0 ? "*" : one(TOOLS));
            }
        }
        return String.join("/", path);
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
