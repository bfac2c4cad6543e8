package io.nexusmcp.upstream;

import io.nexusmcp.core.AnswerBudget;
import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.catalog.ServerFeed;
import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.core.catalog.ServerStatus;
import io.nexusmcp.core.policy.Permitted;
import io.nexusmcp.core.policy.ServerCall;
import io.nexusmcp.core.route.Exchange;
import io.nexusmcp.core.route.ResourceWatch;
import io.nexusmcp.core.route.ResourceWatches;
import io.nexusmcp.core.route.Route;
import io.nexusmcp.core.route.ServerNews;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.core.route.Upstreams;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.json.JsonObject;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * All configured servers. Each lives on its own: one that is dead, slow or talks without end takes nothing from the
 * others. Safe for use by many threads.
 */
public final class UpstreamServers implements Upstreams, ResourceWatches, AutoCloseable {
    private final ServerFeed feed;
    private final ServerNews news;
    private final Supplier<UpstreamLimits> limits;
    private final InstantSource clock;
    private final Map<String, String> environment;
    private final Semaphore children;
    private final Watch watch = new Watch(this::endIdle);
    private final Map<ServerName, ServerSupervisor> running = new ConcurrentHashMap<>();
    private final Map<ServerName, ServerWatches> watched = new ConcurrentHashMap<>();
    private final Set<Thread> stopping = ConcurrentHashMap.newKeySet();
    private volatile List<ServerSpec> specs = List.of();
    private boolean isClosed;

    /**
     * Starts nothing until servers are applied.
     *
     * @param limits those in force, asked for whenever one is needed
     * @param environment of the hub: proxies, and the minimum that children inherit
     */
    public UpstreamServers(
            ServerFeed feed,
            ServerNews news,
            Supplier<UpstreamLimits> limits,
            InstantSource clock,
            Map<String, String> environment) {
        this.feed = feed;
        this.news = news;
        this.limits = limits;
        this.clock = clock;
        this.environment = Map.copyOf(environment);
        this.children = new Semaphore(limits.get().counts().maxChildren());
        watch.start();
    }

    /**
     * Starts what is new, stops what is gone or disabled, and restarts what is reached in another way than before.
     * Waits for none of them.
     */
    public synchronized void apply(List<ServerSpec> configured) {
        if (isClosed) {
            throw new IllegalStateException("the servers have been closed");
        }
        var wanted = new HashMap<ServerName, ServerSpec>();
        configured.stream().filter(ServerSpec::enabled).forEach(spec -> wanted.put(spec.name(), spec));
        specs = List.copyOf(configured);
        for (var supervisor : List.copyOf(running.values())) {
            var spec = wanted.get(supervisor.spec().name());
            if (spec != null && spec.isReachedLike(supervisor.spec())) {
                supervisor.update(spec);
            } else {
                stop(supervisor);
            }
        }
        wanted.values().forEach(spec -> running.computeIfAbsent(spec.name(), _ -> started(spec)));
    }

    private ServerSupervisor started(ServerSpec spec) {
        var verdict = new EraVerdict(spec.address().era(), clock);
        var supervisor = new ServerSupervisor(
                spec, feed, news, watches(spec.name()), limits, clock, () -> endpoint(spec, verdict));
        supervisor.start();
        return supervisor;
    }

    private ServerWatches watches(ServerName server) {
        return watched.computeIfAbsent(server, _ -> new ServerWatches());
    }

    @Override
    public ResourceWatch watch(
            Route route,
            ClientAbilities abilities,
            Permitted<ServerCall.ReadResource> resource,
            Consumer<JsonObject> changed) {
        var partition = new Partition(route.partition(), abilities, 0);
        return watches(route.server()).add(partition, resource.call().uri(), changed);
    }

    private Endpoint endpoint(ServerSpec spec, EraVerdict verdict) {
        return switch (spec.address()) {
            case ServerSpec.Stdio stdio ->
                new StdioEndpoint(
                        stdio, new ChildCommand(stdio, environment), arrivals(spec), limits, children, verdict);
            case ServerSpec.Http http -> new HttpEndpoint(transport(http, spec), limits, verdict);
            case ServerSpec.WebSocket socket ->
                new WebSocketEndpoint(
                        new WebSocketClient(socket.http(), environment, limits), arrivals(spec), limits, verdict);
            case ServerSpec.Sse sse -> new SseEndpoint(transport(sse.http(), spec), limits);
            case ServerSpec.OpenApi(var api, var headers, var authorities) ->
                new ApiEndpoint(api, transport(new ServerSpec.Http(api.base(), headers, authorities), spec));
        };
    }

    private HttpTransport transport(ServerSpec.Http http, ServerSpec spec) {
        return new HttpTransport(http, spec.timeout(), environment, limits, watch, arrivals(spec));
    }

    private Arrivals arrivals(ServerSpec spec) {
        return new Arrivals(spec.name(), AnswerBudget.OF_THIS_PROCESS, watch, spec.timeout());
    }

    private void stop(ServerSupervisor supervisor) {
        running.remove(supervisor.spec().name());
        var thread = Thread.ofVirtual().unstarted(supervisor::close);
        stopping.removeIf(earlier -> !earlier.isAlive() && earlier.getState() == Thread.State.TERMINATED);
        stopping.add(thread);
        thread.start();
    }

    /** Closes what is open to a server and connects anew; false when there is no such server that is enabled. */
    public boolean restart(ServerName server) {
        var supervisor = Optional.ofNullable(running.get(server));
        supervisor.ifPresent(one -> Thread.startVirtualThread(one::restart));
        return supervisor.isPresent();
    }

    /** All configured servers in the order of the configuration. */
    public List<ServerStatus> statuses() {
        return specs.stream().map(this::status).toList();
    }

    private ServerStatus status(ServerSpec spec) {
        var supervisor = running.get(spec.name());
        return supervisor != null
                ? supervisor.status()
                : new ServerStatus(
                        spec.name(),
                        ServerStatus.State.SWITCHED_OFF,
                        false,
                        spec.address().transport(),
                        Optional.empty(),
                        clock.instant(),
                        Optional.empty(),
                        0,
                        0);
    }

    @Override
    public UpstreamReply send(Route route, Permitted<? extends ServerCall> call, Exchange exchange) {
        var supervisor = running.get(route.server());
        if (supervisor == null) {
            throw new Refused(new Refusal.UpstreamFailed(route.server(), "the server is switched off"));
        }
        if (!supervisor.spec().isReachedLike(route.spec())) {
            throw new Refused(new Refusal.UpstreamFailed(route.server(), "another server has its name by now"));
        }
        try {
            return supervisor.call(route.partition(), Outgoing.of(call.call()), exchange);
        } catch (UpstreamException e) {
            throw new Refused(
                    exchange.isCancelled()
                            ? new Refusal.Cancelled()
                            : new Refusal.UpstreamFailed(route.server(), e.why()));
        }
    }

    private void endIdle() {
        running.values().forEach(ServerSupervisor::endIdle);
    }

    /** Ends all connections and children and everything they started; returns when that is done. */
    @Override
    public void close() {
        List<ServerSupervisor> all;
        synchronized (this) {
            isClosed = true;
            all = List.copyOf(running.values());
            running.clear();
        }
        watched.values().forEach(ServerWatches::close);
        Together.run(all, ServerSupervisor::close);
        for (var thread : stopping) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        watch.close();
    }
}
