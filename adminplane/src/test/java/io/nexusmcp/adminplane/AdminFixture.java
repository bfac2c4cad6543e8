package io.nexusmcp.adminplane;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.adminplane.metrics.HubMetrics;
import io.nexusmcp.core.Health;
import io.nexusmcp.core.audit.Audit;
import io.nexusmcp.core.audit.AuditCheck;
import io.nexusmcp.core.identity.ApiKey;
import io.nexusmcp.core.identity.ApiKeys;
import io.nexusmcp.core.identity.Caller;
import io.nexusmcp.core.identity.Identity;
import io.nexusmcp.core.identity.KeyAdministration.NewKey;
import io.nexusmcp.core.limit.RateLimit;
import io.nexusmcp.core.limit.RateLimiter;
import io.nexusmcp.core.policy.KeyGrant;
import io.nexusmcp.core.policy.Permission;
import io.nexusmcp.core.policy.Policy;
import io.nexusmcp.core.policy.Restrictions;
import io.nexusmcp.core.policy.Roles;
import io.nexusmcp.protocol.Headers;
import io.nexusmcp.web.AccessRules;
import io.nexusmcp.web.Door;
import io.nexusmcp.web.DoorLimits;
import io.nexusmcp.web.Listener;
import io.nexusmcp.web.ListenerSettings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The admin plane on a real socket with real keys and a real policy; what lies behind is in memory. */
final class AdminFixture implements AutoCloseable {
    private static final Door DOOR = new Door(
            AccessRules.OWN_ADDRESS_ONLY,
            DoorLimits.DEFAULT,
            new RateLimiter(new RateLimit(10_000, Duration.ofSeconds(1), 10_000)),
            (_, _) -> {
                throw new IllegalStateException("no MCP here");
            });
    private static final Roles ROLES = new Roles(
            true,
            Map.of(
                    "admin", List.of(new Permission("*", List.of("*"))),
                    "viewer", List.of(new Permission("read", List.of("*")))));

    final RecordedAudit recorded = new RecordedAudit();
    final MemoryCatalog catalog = new MemoryCatalog();
    final List<String> called = new ArrayList<>();
    final List<Health> health = new ArrayList<>(List.of(new Health("store", true, true, "open")));
    final ApiKeys keys = new ApiKeys(new MemoryKeys(), InstantSource.system(), new SecureRandom());
    final AdminPorts ports;
    private final Listener listener;
    private final HttpClient client = HttpClient.newHttpClient();
    private ToolCalls calls = (_, _, _, tool, arguments) -> {
        called.add(tool + " " + arguments.whole().text());
        return new ToolCalls.Outcome.Result(arguments.whole());
    };

    /** What came back. */
    record Got(int status, JsonNode body, String text, HttpResponse<String> response) {
        String code() {
            return body.path("error").path("code").asString("");
        }
    }

    AdminFixture() {
        var registry = new PrometheusRegistry();
        var metrics = new HubMetrics(registry, () -> Map.of("demo", true));
        var audit = new Audit(recorded, List.of(metrics), InstantSource.system(), System::nanoTime);
        var access = new Access(keys);
        ports = new AdminPorts(
                () -> access,
                new AdminPorts.Commands(
                        keys,
                        catalog,
                        catalog.tools(),
                        (headers, peer, traceId, tool, arguments) ->
                                calls.call(headers, peer, traceId, tool, arguments)),
                new AdminPorts.Records(
                        audit, recorded, () -> new AuditCheck(false, 12, 2, List.of("audit-1.jsonl:7: changed"))),
                new AdminPorts.Insight(
                        () -> List.copyOf(health),
                        () -> "{\"server\":{\"port\":3000},\"secret\":\"[hidden]\"}",
                        registry,
                        "9.9"));
        listener = new Listener(
                ListenerSettings.of("127.0.0.1", 0),
                () -> DOOR,
                (_, _, _, _) -> {},
                new AdminPlane(ports, InstantSource.system()));
        listener.start();
    }

    private record Access(Identity identity, Policy policy) implements AdminAccess {
        Access(ApiKeys keys) {
            this(
                    new Identity(keys, new Identity.Settings(true, true, "X-API-Key", true, "X-Agent-Key")),
                    new Policy(ROLES, Restrictions.NONE, false));
        }

        @Override
        public Caller authenticate(Headers headers, InetAddress peer) {
            return identity.authenticate(headers, peer);
        }

        @Override
        public boolean permits(Caller caller, String action, String resource) {
            return policy.decide(caller, action, resource).isAllowed();
        }

        @Override
        public boolean mayGrant(Caller caller, KeyGrant grant) {
            return policy.mayGrant(caller, grant);
        }

        @Override
        public boolean isRole(String name) {
            return ROLES.permissions().containsKey(name);
        }

        @Override
        public String policyVersion() {
            return "v1";
        }
    }

    void calls(ToolCalls other) {
        calls = other;
    }

    /** A live key that holds these permissions and no roles. */
    String key(String... permissions) {
        return create(Set.of(), Set.of(permissions));
    }

    String admin() {
        return create(Set.of("admin"), Set.of());
    }

    private String create(Set<String> roles, Set<String> permissions) {
        return keys.create(new NewKey(ApiKey.Kind.USER, "test", roles, permissions, List.of(), Optional.empty()))
                .secret()
                .reveal();
    }

    List<Route> routes() {
        return AdminPlane.routes(ports, InstantSource.system());
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + path));
    }

    Got get(String key, String path) {
        return send(to(path).header("Authorization", "Bearer " + key));
    }

    Got post(String key, String path, String body) {
        return send(to(path).header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body, UTF_8)));
    }

    Got delete(String key, String path) {
        return send(to(path).header("Authorization", "Bearer " + key).DELETE());
    }

    Got send(HttpRequest.Builder request) {
        try {
            var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
            var isJson =
                    response.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
            var mapper = JsonMapper.shared();
            var body = isJson ? mapper.readTree(response.body()) : mapper.createObjectNode();
            return new Got(response.statusCode(), body, response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the answer", e);
        }
    }

    int port() {
        return listener.port();
    }

    @Override
    public void close() {
        client.close();
        listener.close();
    }
}
