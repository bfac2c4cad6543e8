package io.nexusmcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.Secret;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.catalog.Catalog;
import io.nexusmcp.core.catalog.Offer;
import io.nexusmcp.core.catalog.ServerFeed;
import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.core.catalog.ServerSpec.EraChoice;
import io.nexusmcp.core.catalog.ServerStatus;
import io.nexusmcp.core.catalog.ToolDefinition;
import io.nexusmcp.core.identity.Caller;
import io.nexusmcp.core.policy.Permitted;
import io.nexusmcp.core.policy.Policy;
import io.nexusmcp.core.policy.Restrictions;
import io.nexusmcp.core.policy.Roles;
import io.nexusmcp.core.policy.ServerCall;
import io.nexusmcp.core.route.Exchange;
import io.nexusmcp.core.route.ResourceWatch;
import io.nexusmcp.core.route.Route;
import io.nexusmcp.core.route.ServerNews;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.HeaderParam;
import io.nexusmcp.protocol.ListKind;
import io.nexusmcp.protocol.LogLevel;
import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.testkit.ChildCommand;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Upstream servers with limits that suit tests, and a catalog that only remembers. */
final class Servers implements ServerFeed, ServerNews, AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final UpstreamLimits LIMITS = new UpstreamLimits(
            new UpstreamLimits.Sizes(1 << 20, 1 << 20, 1 << 20),
            new UpstreamLimits.Counts(64, 16, 16, 20, 200),
            new UpstreamLimits.Times(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(4),
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(1)),
            JsonLimits.DEFAULT);
    private static final Caller CALLER =
            new Caller("anonymous", Caller.Kind.ANONYMOUS, "anonymous", Set.of(), Set.of(), "default");
    private static final Policy OPEN = new Policy(new Roles(false, Map.of()), Restrictions.NONE, true);

    private final Map<ServerName, ServerSpec> specs = new ConcurrentHashMap<>();
    private final Map<ServerName, Offer> offers = new ConcurrentHashMap<>();
    private final List<String> history = new CopyOnWriteArrayList<>();
    private final List<String> news = new CopyOnWriteArrayList<>();
    private final UpstreamServers upstream;
    private volatile UpstreamLimits limits;
    private volatile Runnable onOffer = () -> {};

    Servers() {
        this(LIMITS);
    }

    Servers(UpstreamLimits limits) {
        this(limits, System.getenv());
    }

    Servers(UpstreamLimits limits, Map<String, String> environment) {
        this.limits = limits;
        this.upstream = new UpstreamServers(this, this, () -> this.limits, InstantSource.system(), environment);
    }

    /** Puts other limits in force. */
    void limit(UpstreamLimits changed) {
        limits = changed;
    }

    static UpstreamLimits refreshing(Duration refresh) {
        var times = LIMITS.times();
        return new UpstreamLimits(
                LIMITS.sizes(),
                LIMITS.counts(),
                new UpstreamLimits.Times(times.connect(), times.probe(), times.idle(), refresh, times.kill()),
                LIMITS.json());
    }

    static UpstreamLimits idleAfter(Duration idle) {
        var times = LIMITS.times();
        return new UpstreamLimits(
                LIMITS.sizes(),
                LIMITS.counts(),
                new UpstreamLimits.Times(times.connect(), times.probe(), idle, times.refresh(), times.kill()),
                LIMITS.json());
    }

    static ServerSpec http(String name, URI url) {
        return spec(name, new ServerSpec.Http(url, Map.of(), Optional.empty()));
    }

    static ServerSpec shared(String name, EraChoice era, List<String> command) {
        return stdio(name, era, command, Map.of(), true);
    }

    static ServerSpec each(String name, EraChoice era, List<String> command) {
        return stdio(name, era, command, Map.of(), false);
    }

    static ServerSpec stdio(
            String name, EraChoice era, List<String> command, Map<String, String> environment, boolean shared) {
        var secrets = new HashMap<String, Secret>();
        environment.forEach((key, value) -> secrets.put(key, new Secret(value)));
        return spec(
                name,
                new ServerSpec.Stdio(
                        command.getFirst(),
                        command.subList(1, command.size()),
                        secrets,
                        Optional.<Path>empty(),
                        shared,
                        4,
                        era));
    }

    static ServerSpec spec(String name, ServerSpec.Address address) {
        return new ServerSpec(new ServerName(name), name, true, Duration.ofSeconds(10), address, Map.of());
    }

    static ServerSpec within(Duration timeout, ServerSpec spec) {
        return new ServerSpec(spec.name(), spec.prefix(), spec.enabled(), timeout, spec.address(), spec.checks());
    }

    static ServerSpec disabled(ServerSpec spec) {
        return new ServerSpec(spec.name(), spec.prefix(), false, spec.timeout(), spec.address(), spec.checks());
    }

    static List<String> child(Class<?> main, String... arguments) {
        return ChildCommand.of(main, arguments);
    }

    UpstreamServers upstream() {
        return upstream;
    }

    /** Does something in the very moment in which a server's offer is told. */
    Servers whenOffered(Runnable action) {
        onOffer = action;
        return this;
    }

    /** Applies the servers and waits until all of them have offered something. */
    Servers up(ServerSpec... specs) {
        upstream.apply(List.of(specs));
        for (var spec : specs) {
            awaitUp(spec.name().value());
        }
        return this;
    }

    void awaitUp(String server) {
        await().atMost(PATIENCE)
                .until(() ->
                        status(server).state() == ServerStatus.State.UP && offers.containsKey(new ServerName(server)));
    }

    void awaitDown(String server) {
        await().atMost(PATIENCE).until(() -> status(server).state() == ServerStatus.State.DOWN);
    }

    void awaitTools(String server, String... names) {
        await().atMost(PATIENCE).until(() -> tools(server).equals(List.of(names)));
    }

    ServerStatus status(String server) {
        return upstream.statuses().stream()
                .filter(status -> status.name().value().equals(server))
                .findFirst()
                .orElseThrow();
    }

    Offer offer(String server) {
        return Optional.ofNullable(offers.get(new ServerName(server))).orElseThrow();
    }

    List<String> tools(String server) {
        return Optional.ofNullable(offers.get(new ServerName(server)))
                .map(offer -> offer.tools().stream()
                        .map(tool -> tool.string("name").orElseThrow())
                        .toList())
                .orElse(List.of());
    }

    /** What the catalog was told, in order: {@code +name} and {@code -name}. */
    List<String> history() {
        return history;
    }

    UpstreamReply call(String server, String partition, String tool, String arguments, Exchange exchange) {
        return call(server, partition, tool, arguments, List.of(), exchange);
    }

    UpstreamReply call(
            String server,
            String partition,
            String tool,
            String arguments,
            List<HeaderParam> headerParams,
            Exchange exchange) {
        var name = new ServerName(server);
        var schema = JsonSlice.trusted("{\"type\":\"object\"}");
        var definition = new ToolDefinition(
                name, tool, server + "__" + tool, JsonObject.EMPTY, schema, Optional.empty(), "hash", headerParams);
        var params = JsonSlice.trusted("{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}")
                .asObject();
        return send(server, partition, new ServerCall.CallTool(definition, params), exchange);
    }

    UpstreamReply send(String server, String partition, ServerCall call, Exchange exchange) {
        Permitted<ServerCall> permitted = OPEN.permit(CALLER, call, Catalog.EMPTY);
        var spec = specs.getOrDefault(new ServerName(server), http(server, URI.create("http://127.0.0.1:1/")));
        return upstream.send(new Route(spec, partition), permitted, exchange);
    }

    String callText(String server, String partition, String tool, String arguments) {
        return text(call(server, partition, tool, arguments, new RecordingExchange()));
    }

    /** Calls the fixture's tools that tell of themselves before they answer. */
    void assertProgressAndLogs(String server) {
        var progress = new RecordingExchange().withProgress();
        call(server, "p", "test_tool_with_progress", "{}", progress);
        assertThat(progress.progressed()).hasSize(3);
        var logs = new RecordingExchange().withLevel(LogLevel.DEBUG);
        call(server, "p", "test_tool_with_logging", "{}", logs);
        assertThat(logs.logged()).hasSize(3);
    }

    /** Why a call failed. */
    String failure(String server, String tool) {
        return failure(server, "p", tool, new RecordingExchange());
    }

    String failure(String server, String partition, String tool, Exchange exchange) {
        var refused = catchThrowableOfType(Refused.class, () -> call(server, partition, tool, "{}", exchange));
        if (refused == null) {
            throw new AssertionError("the call was answered");
        }
        return switch (refused.refusal()) {
            case Refusal.UpstreamFailed failed -> failed.why();
            default -> refused.refusal().toString();
        };
    }

    static String text(UpstreamReply reply) {
        return switch (reply) {
            case UpstreamReply.Result result -> result.result().whole().text();
            case UpstreamReply.Failure failure -> "error " + failure.code();
        };
    }

    @Override
    public void offers(ServerSpec server, Offer offer) {
        specs.put(server.name(), server);
        offers.put(server.name(), offer);
        history.add("+" + server.name());
        onOffer.run();
    }

    @Override
    public void lost(ServerSpec server, String why) {
        offers.remove(server.name());
        history.add("-" + server.name());
    }

    /** What clients would be told, in order: {@code caller list} and {@code caller page}. */
    List<String> news() {
        return news;
    }

    @Override
    public void listChanged(ServerName server, Optional<String> partition, ListKind kind) {
        news.add(partition.orElse("all") + " " + kind.capability());
    }

    @Override
    public void elicitationComplete(ServerName server, String partition, String elicitationId) {
        news.add(partition + " page " + elicitationId);
    }

    /** Watches a resource for a caller; each change is put into the list. */
    ResourceWatch watch(String server, String partition, ClientAbilities abilities, String uri, List<String> changes) {
        var name = new ServerName(server);
        var read = new ServerCall.ReadResource(
                name, uri, JsonObject.EMPTY.edit().set("uri", uri).object());
        var route = new Route(specs.getOrDefault(name, http(server, URI.create("http://127.0.0.1:1/"))), partition);
        return upstream.watch(
                route,
                abilities,
                OPEN.permit(CALLER, read, Catalog.EMPTY),
                changed -> changes.add(changed.string("uri").orElse("none")));
    }

    @Override
    public void close() {
        upstream.close();
    }
}
