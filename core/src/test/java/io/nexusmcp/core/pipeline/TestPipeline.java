package io.nexusmcp.core.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Mount;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.audit.Audit;
import io.nexusmcp.core.audit.AuditEvent;
import io.nexusmcp.core.audit.AuditFailure;
import io.nexusmcp.core.audit.AuditSink;
import io.nexusmcp.core.catalog.Catalogs;
import io.nexusmcp.core.catalog.Offer;
import io.nexusmcp.core.catalog.ServerEntry;
import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.core.catalog.ToolSwitches;
import io.nexusmcp.core.guard.ArgumentGuard;
import io.nexusmcp.core.guard.QuestionGuard;
import io.nexusmcp.core.guard.RedactionRules;
import io.nexusmcp.core.guard.Redactor;
import io.nexusmcp.core.identity.ApiKey;
import io.nexusmcp.core.identity.ApiKeys;
import io.nexusmcp.core.identity.Identity;
import io.nexusmcp.core.identity.KeyAdministration;
import io.nexusmcp.core.identity.KeyStore;
import io.nexusmcp.core.limit.Concurrency;
import io.nexusmcp.core.limit.Quota;
import io.nexusmcp.core.limit.RateLimit;
import io.nexusmcp.core.limit.RateLimiter;
import io.nexusmcp.core.limit.StreamPlaces;
import io.nexusmcp.core.policy.Permission;
import io.nexusmcp.core.policy.Policy;
import io.nexusmcp.core.policy.Restrictions;
import io.nexusmcp.core.policy.Roles;
import io.nexusmcp.core.policy.ServerCall;
import io.nexusmcp.core.replay.ReplayLimits;
import io.nexusmcp.core.replay.ReplayStore;
import io.nexusmcp.core.route.Exchange;
import io.nexusmcp.core.route.Route;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.core.schema.Schemas;
import io.nexusmcp.core.session.Cursors;
import io.nexusmcp.core.session.EventIds;
import io.nexusmcp.core.session.KeyRing;
import io.nexusmcp.core.session.RequestStates;
import io.nexusmcp.core.session.Revocations;
import io.nexusmcp.core.session.Sessions;
import io.nexusmcp.core.task.MemoryTasks;
import io.nexusmcp.core.task.TaskIds;
import io.nexusmcp.core.task.TaskLimits;
import io.nexusmcp.core.task.TaskRules;
import io.nexusmcp.core.task.Tasks;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** A whole pipeline over a scripted server side, with everything that reaches its ports on record. */
final class TestPipeline {
    static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    static final RateLimit AMPLE = new RateLimit(100_000, Duration.ofMinutes(1), 0);

    static final long MAX_ANSWER_BYTES = 20_000;

    final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    final List<ServerCall> sent = new CopyOnWriteArrayList<>();
    final List<Route> routes = new CopyOnWriteArrayList<>();
    final MapSwitches switches = new MapSwitches();
    volatile Upstream upstream = (_, _) -> result("{\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}");
    /** What clients watch at servers, which tell when a test does. */
    final ScriptedWatches watches = new ScriptedWatches();

    Quota maxWatches = new Quota(4, 6);
    volatile boolean isAuditBroken;
    TaskLimits taskLimits = new TaskLimits(3, 5, Duration.ofHours(2));
    volatile Rules rules;

    final ApiKeys keys = new ApiKeys(new MapStore(), () -> NOW, new SecureRandom());
    final Catalogs catalogs = new Catalogs(switches);
    private final Sessions sessions;
    private final Cursors cursors;
    final Feeds feeds;
    private final RequestStates states;
    private final TaskIds taskIds;
    final MemoryTasks tasks = new MemoryTasks();
    /** What the clock of tasks says. */
    volatile Instant now = NOW;

    final QuestionBook questions;
    volatile ReplaySettings replay;
    final ReplayStore kept = new ReplayStore(() -> replay.limits(), System::nanoTime);
    /** Under the rules of the field, and the servers that are configured. */
    final CallHandler pipeline;

    /** What the scripted server side does with a call. */
    interface Upstream {
        UpstreamReply answer(ServerCall call, Exchange exchange);
    }

    TestPipeline() {
        this(QuestionLimits.DEFAULT);
    }

    TestPipeline(QuestionLimits limits) {
        var ring = new KeyRing(new LinkedHashMap<>(Map.of("a", new byte[KeyRing.KEY_BYTES])), new SecureRandom());
        sessions = new Sessions(ring, new NoRevocations(), () -> NOW, Duration.ofHours(1));
        cursors = new Cursors(ring);
        states = new RequestStates(ring, () -> NOW);
        taskIds = new TaskIds(ring);
        rules = rules(Restrictions.NONE, AMPLE, 100);
        replay = new ReplaySettings(new EventIds(ring), ReplayLimits.DEFAULT, Duration.ofMillis(700));
        feeds = new Feeds(this::inForce, catalogs, () -> NOW);
        var judged = new Pipeline(
                new Audit(new Sink(), List.of(), () -> NOW, System::nanoTime),
                catalogs,
                new ResumableStreams(() -> replay, this::inForce, kept, feeds),
                feeds,
                new Schemas(),
                (route, call, exchange) -> {
                    routes.add(route);
                    sent.add(call.call());
                    return upstream.answer(call.call(), exchange);
                },
                questions = new QuestionBook(() -> limits, () -> NOW),
                new Pipeline.WatchRules(watches, () -> maxWatches),
                new Tasks(tasks, () -> now));
        pipeline = (inbound, stream) -> judged.handle(inbound, inForce(), stream);
    }

    /** The same numbers for questions and for parked calls, which are asked as soon as they can be. */
    static QuestionLimits limits(Duration patience, int perCaller, int inAll) {
        var count = new Quota(perCaller, inAll);
        return new QuestionLimits(patience, Duration.ofMillis(1), count, count, 8);
    }

    private Rules inForce() {
        return new Rules(
                rules.version(),
                rules.identity(),
                rules.callerLimit(),
                rules.calls(),
                rules.streams(),
                rules.json(),
                rules.maxAnswerBytes(),
                rules.policy(),
                rules.arguments(),
                rules.redactor(),
                rules.pageSize(),
                rules.sessions(),
                rules.cursors(),
                specs(),
                rules.states(),
                rules.questions(),
                rules.tasks());
    }

    private List<ServerSpec> specs() {
        return catalogs.current().servers().stream().map(ServerEntry::spec).toList();
    }

    ServerSpec spec(String name) {
        return catalogs.current().server(new ServerName(name)).orElseThrow().spec();
    }

    Rules rules(Restrictions restrictions, RateLimit perCaller, int pageSize) {
        return rules(restrictions, perCaller, pageSize, Set.of());
    }

    /** @param undefined roles that give nothing */
    Rules rules(Restrictions restrictions, RateLimit perCaller, int pageSize, Set<String> undefined) {
        var roles = new HashMap<>(Map.of(
                "admin", List.of(Permission.parse("*:*").orElseThrow()),
                "reader", List.of(Permission.parse("read:*").orElseThrow())));
        roles.keySet().removeAll(undefined);
        return new Rules(
                "v1",
                new Identity(keys, new Identity.Settings(true, true, "X-API-Key", true, "X-Agent-Key")),
                new RateLimiter(perCaller),
                new Concurrency(8, 100),
                new StreamPlaces(new Quota(2, 100)),
                JsonLimits.DEFAULT,
                MAX_ANSWER_BYTES,
                new Policy(new Roles(true, roles), restrictions, false),
                new ArgumentGuard(true, true),
                Redactor.of(RedactionRules.DEFAULT),
                pageSize,
                sessions,
                cursors,
                List.of(),
                states,
                new QuestionGuard(false),
                new TaskRules(taskIds, taskLimits));
    }

    static JsonObject object(String json) {
        return JsonSlice.trusted(json).asObject();
    }

    static UpstreamReply result(String json) {
        return new UpstreamReply.Result(Revision.V2025_11_25, object(json));
    }

    static String tool(String name) {
        return "{\"name\":\"" + name
                + "\",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}}}}";
    }

    /** The same server, found to speak the modern era. */
    TestPipeline modernServer(String name, String... tools) {
        return declaring(name, Revision.V2026_07_28, "{}", tools);
    }

    /** A server with these tools, one prompt {@code greet} and one resource {@code demo://NAME/a}. */
    TestPipeline server(String name, String prefix, String... tools) {
        var specs = new ArrayList<>(specs());
        specs.add(new ServerSpec(
                new ServerName(name),
                prefix,
                true,
                Duration.ofSeconds(5),
                new ServerSpec.Http(URI.create("http://127.0.0.1:1/"), Map.of(), Optional.empty()),
                Map.of()));
        catalogs.configure(specs);
        catalogs.offers(spec(name), offer(name, tools));
        return this;
    }

    /** The same server, which speaks this revision and declares these capabilities besides. */
    TestPipeline declaring(String name, Revision revision, String capabilities, String... tools) {
        var plain = offer(name, tools);
        var edit = plain.capabilities().edit();
        object(capabilities)
                .names()
                .forEach(each -> edit.set(each, object(capabilities).get(each).orElseThrow()));
        catalogs.offers(
                spec(name),
                new Offer(
                        revision,
                        edit.object(),
                        plain.instructions(),
                        plain.tools(),
                        plain.prompts(),
                        plain.resources(),
                        plain.templates()));
        return this;
    }

    static Offer offer(String name, String... tools) {
        return new Offer(
                Revision.V2025_11_25,
                object("{\"tools\":{},\"prompts\":{},\"resources\":{\"subscribe\":true},\"completions\":{},"
                        + "\"logging\":{}}"),
                Optional.empty(),
                List.of(tools).stream().map(TestPipeline::object).toList(),
                List.of(object("{\"name\":\"greet\"}")),
                List.of(object("{\"uri\":\"demo://" + name + "/a\",\"name\":\"a\"}")),
                List.of());
    }

    /** The same prompt from a server that completes nothing. */
    static Offer withoutCompletions(String name) {
        return new Offer(
                Revision.V2025_11_25,
                object("{\"prompts\":{}}"),
                Optional.empty(),
                List.of(),
                List.of(object("{\"name\":\"greet\",\"title\":\"" + name + "\"}")),
                List.of(),
                List.of());
    }

    String key(ApiKey.Kind kind, String name, Set<String> roles, String... permissions) {
        var wanted = new KeyAdministration.NewKey(kind, name, roles, Set.of(permissions), List.of(), Optional.empty());
        return keys.create(wanted).secret().reveal();
    }

    String admin() {
        return key(ApiKey.Kind.USER, "root", Set.of("admin"));
    }

    Reply post(Mount mount, String body, String... headers) {
        return pipeline.handle(inbound(Inbound.Verb.POST, mount, body, headers), ClientStream.NONE);
    }

    /** Those of a client of 2026-07-28; {@code more} follows them. */
    static String[] modernHeaders(String credential, String method, String... more) {
        var all = new ArrayList<>(List.of(
                "X-API-Key",
                credential,
                "Accept",
                "application/json, text/event-stream",
                "MCP-Protocol-Version",
                "2026-07-28",
                "Mcp-Method",
                method));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    static Inbound inbound(Inbound.Verb verb, Mount mount, String body, String... headers) {
        return new Inbound(
                verb,
                mount,
                name -> {
                    var values = new ArrayList<String>();
                    if (name.equalsIgnoreCase("Content-Type")) {
                        values.add("application/json");
                    }
                    for (int at = 0; at < headers.length; at += 2) {
                        if (headers[at].equalsIgnoreCase(name)) {
                            values.add(headers[at + 1]);
                        }
                    }
                    return values;
                },
                InetAddress.getLoopbackAddress(),
                () -> body.getBytes(UTF_8),
                NOW,
                "0af7651916cd43dd8448eb211c80319c");
    }

    /** A modern request with id 7; {@code params} are the members of its parameters. */
    static String modern(String method, String params) {
        var meta = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{}}";
        var joined = params.isEmpty() ? meta : params + "," + meta;
        return legacy(method, joined);
    }

    /** A modern request of a client that can be asked this. */
    static String modernAble(String method, String params, String capabilities) {
        return modern(method, params).replace("clientCapabilities\":{}", "clientCapabilities\":" + capabilities);
    }

    static String legacy(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }

    static String text(Reply reply) {
        return ((Reply.Json) reply).body().text();
    }

    private final class Sink implements AuditSink {
        @Override
        public void append(AuditEvent event) {
            if (isAuditBroken) {
                throw new AuditFailure("the disk is full", new IOException("full"));
            }
            events.add(event);
        }

        @Override
        public boolean isWritable() {
            return !isAuditBroken;
        }
    }

    private static final class MapStore implements KeyStore {
        private final Map<String, ApiKey> stored = new LinkedHashMap<>();

        @Override
        public List<ApiKey> all() {
            return List.copyOf(stored.values());
        }

        @Override
        public void save(ApiKey key) {
            stored.put(key.id(), key);
        }

        @Override
        public void saveAll(List<ApiKey> all) {
            all.forEach(this::save);
        }

        @Override
        public void used(String id, Instant when) {
            // not looked at here
        }
    }

    /** Switches in memory. */
    static final class MapSwitches implements ToolSwitches {
        private final Set<String> servers = new TreeSet<>();
        private final Set<String> tools = new TreeSet<>();

        @Override
        public Set<String> servers() {
            return Set.copyOf(servers);
        }

        @Override
        public Set<String> tools() {
            return Set.copyOf(tools);
        }

        @Override
        public void setServer(String server, boolean isOn) {
            set(servers, server, isOn);
        }

        @Override
        public void setTool(String tool, boolean isOn) {
            set(tools, tool, isOn);
        }

        private static void set(Set<String> off, String name, boolean isOn) {
            if (isOn) {
                off.remove(name);
            } else {
                off.add(name);
            }
        }
    }

    private static final class NoRevocations implements Revocations {
        @Override
        public Map<String, Instant> all() {
            return Map.of();
        }

        @Override
        public void add(String digest, Instant until) {
            // kept in memory by Sessions
        }
    }
}
