package io.nexusmcp.hub;

import io.nexusmcp.adminplane.AdminPlane;
import io.nexusmcp.adminplane.AdminPorts;
import io.nexusmcp.adminplane.metrics.HubMetrics;
import io.nexusmcp.adminplane.metrics.JvmMetrics;
import io.nexusmcp.core.Health;
import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Outage;
import io.nexusmcp.core.audit.Audit;
import io.nexusmcp.core.catalog.Catalogs;
import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.core.catalog.ToolSwitchboard;
import io.nexusmcp.core.identity.ApiKeys;
import io.nexusmcp.core.pipeline.ClientStream;
import io.nexusmcp.core.pipeline.Feeds;
import io.nexusmcp.core.pipeline.Pipeline;
import io.nexusmcp.core.pipeline.QuestionBook;
import io.nexusmcp.core.pipeline.Reply;
import io.nexusmcp.core.pipeline.ResumableStreams;
import io.nexusmcp.core.pipeline.Rules;
import io.nexusmcp.core.replay.ReplayStore;
import io.nexusmcp.core.schema.Schemas;
import io.nexusmcp.core.task.Tasks;
import io.nexusmcp.dataplane.McpHandler;
import io.nexusmcp.dataplane.StreamSettings;
import io.nexusmcp.dataplane.stdio.StdioFront;
import io.nexusmcp.hub.config.LiveConfig;
import io.nexusmcp.hub.config.Loaded;
import io.nexusmcp.protocol.Headers;
import io.nexusmcp.store.StoreException;
import io.nexusmcp.store.audit.AuditFiles;
import io.nexusmcp.upstream.UpstreamServers;
import io.nexusmcp.web.ListenFailure;
import io.nexusmcp.web.Listener;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running hub: the composition root, where configuration becomes objects. */
final class Hub implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);
    private static final int SEAL_EVERY = 5;
    private static final int SWEEP_EVERY = 60;

    private final LiveConfig live;
    private final InstantSource clock;
    private final Storage storage;
    private final ApiKeys keys;
    private final RuleBook rules;
    private final AuditCopies copies;
    private final Audit audit;
    private final Tasks tasks;
    private final Pipeline pipeline;
    private final Catalogs catalogs;
    private final Feeds feeds;
    private final ReplayStore replay;
    private final UpstreamServers upstreams;
    private final Listener dataPlane;
    private final Listener adminPlane;
    private final Optional<String> firstAdminKey;
    private final ScheduledExecutorService chores = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("chores").factory());
    private final Outage undone = new Outage(LOG, "a chore failed");
    private volatile boolean isServing;
    private int choreRounds;

    /**
     * Opens everything and starts to listen; {@link StartFailure} with nothing left open when that cannot be.
     *
     * @param bundled servers besides the configured ones
     * @param environment of the process, for proxies and children
     */
    static Hub start(LiveConfig live, Path data, List<ServerSpec> bundled, Map<String, String> environment) {
        return start(live, data, bundled, environment, InstantSource.system());
    }

    static Hub start(
            LiveConfig live,
            Path data,
            List<ServerSpec> bundled,
            Map<String, String> environment,
            InstantSource clock) {
        var storage = Storage.open(data, live.running().config(), clock);
        try {
            return new Hub(live, storage, bundled, environment, clock);
        } catch (ListenFailure failure) {
            storage.close();
            throw new StartFailure(StartFailure.NOTHING_TO_BE_HAD, failure.getMessage() + "", failure);
        } catch (StoreException failure) {
            storage.close();
            throw new StartFailure(StartFailure.NOTHING_TO_BE_HAD, failure.getMessage() + "", failure);
        } catch (RuntimeException e) {
            storage.close();
            throw e;
        }
    }

    private Hub(
            LiveConfig live,
            Storage storage,
            List<ServerSpec> bundled,
            Map<String, String> environment,
            InstantSource clock) {
        this.live = live;
        this.clock = clock;
        this.storage = storage;
        var loaded = live.running();
        var random = new SecureRandom();
        this.keys = new ApiKeys(storage.store().keys(), clock, random);
        Environments.check(loaded.config(), keys);
        this.firstAdminKey = new FirstAdministrator(keys, storage.directory()).makeIfNone();
        this.rules = new RuleBook(keys, new Seals(storage, random, clock), bundled, this::handle, loaded);
        this.catalogs = new Catalogs(storage.store().switches());
        this.feeds = new Feeds(rules, catalogs, clock);
        var registry = new PrometheusRegistry();
        var metrics = new HubMetrics(registry, this::serversUp);
        JvmMetrics.register(registry);
        this.copies = new AuditCopies(loaded.config(), storage.directory().path());
        this.audit = new Audit(storage.log(), List.of(metrics, copies), clock, System::nanoTime);
        this.upstreams =
                new UpstreamServers(catalogs, feeds, () -> rules.current().upstreams(), clock, environment);
        var schemas = new Schemas();
        var questions = new QuestionBook(() -> rules.current().questions(), clock);
        this.replay = new ReplayStore(() -> rules.current().replay().limits(), System::nanoTime);
        var streams = new ResumableStreams(() -> rules.current().replay(), rules, replay, feeds);
        var watches = new Pipeline.WatchRules(upstreams, () -> rules.current().watches());
        this.tasks = new Tasks(storage.store().tasks(), clock);
        this.pipeline = new Pipeline(audit, catalogs, streams, feeds, schemas, upstreams, questions, watches, tasks);
        catalogs.onChange(new CatalogWatch(schemas, audit, rules));
        metrics.gauge(
                "nexus_open_streams",
                "Open streams of changes.",
                () -> feeds.count() - replay.waiting().size());
        metrics.gauge("nexus_kept_events", "Messages kept for clients that lose a stream.", replay::events);
        metrics.gauge("nexus_open_questions", "Questions to clients that are not answered.", questions::count);
        var refused = new AuditedRefusals(audit);
        var mcp = new McpHandler(
                StreamSettings.DEFAULT,
                this::isReady,
                refused,
                clock,
                () -> rules.current().dataDoor(),
                () -> rules.current().connections());
        metrics.gauge(
                "nexus_open_connections", "Connections of clients on which messages go both ways.", mcp::connections);
        this.dataPlane = new Listener(
                Listeners.dataPlane(loaded.config()), () -> rules.current().dataDoor(), refused, mcp);
        try {
            this.adminPlane = new Listener(
                    Listeners.adminPlane(loaded.config()),
                    () -> rules.current().adminDoor(),
                    refused,
                    new AdminPlane(adminPorts(registry, clock), clock));
        } catch (RuntimeException e) {
            dataPlane.close();
            upstreams.close();
            throw e;
        }
        open(loaded);
    }

    private void open(Loaded loaded) {
        applyServers();
        dataPlane.start();
        adminPlane.start();
        audit.system("start", Verdicts.ALLOWED, loaded.version());
        isServing = true;
        storage.directory().writePorts(dataPlane.port(), adminPlane.port());
        var _ = chores.scheduleWithFixedDelay(this::doChores, 1, 1, TimeUnit.SECONDS);
    }

    private AdminPorts adminPorts(PrometheusRegistry registry, InstantSource clock) {
        var switches = storage.store().switches();
        var servers = new ServerBoard(upstreams, catalogs, switches, rules, this::applyServers);
        var toolCalls = new PipelineToolCalls((inbound, stream) -> handle(inbound, rules.get(), stream), clock);
        return new AdminPorts(
                () -> new AdminDoor(rules.current()),
                new AdminPorts.Commands(keys, servers, new ToolSwitchboard(catalogs, switches), toolCalls),
                new AdminPorts.Records(
                        audit, new AuditFiles(storage.directory().audit()), new LogVerification(storage)),
                new AdminPorts.Insight(this::health, () -> EffectiveConfig.json(running()), registry, Version.TEXT));
    }

    private Reply handle(Inbound inbound, Rules judgedBy, ClientStream stream) {
        return pipeline.handle(inbound, judgedBy, stream);
    }

    /** Puts the configuration as it now stands in its sources in force, or keeps the running one and says why. */
    synchronized void reload() {
        try {
            switch (live.reload(this::replace)) {
                case LiveConfig.Reload.Unchanged _ -> LOG.info("the configuration is as it was");
                case LiveConfig.Reload.Refused(var problems) -> keep(problems);
                case LiveConfig.Reload.Replaced(var loaded, var held) -> {
                    held.forEach(key -> LOG.warn("{} needs a restart: its old value stays in force until then", key));
                    loaded.warnings().forEach(warning -> LOG.warn("{}", warning));
                    audit.system("reload", Verdicts.ALLOWED, loaded.version());
                    LOG.info("configuration {} is in force", loaded.version());
                }
            }
        } catch (StoreException failure) {
            keep(List.of(failure));
        }
    }

    private void keep(List<?> reasons) {
        reasons.forEach(reason -> LOG.error("configuration not replaced: {}", reason));
        audit.system(
                "reload", Verdicts.failed("configuration refused"), rules.get().version());
    }

    /** Whatever can fail is done first; the rules change hands in one step, and connections follow them. */
    private void replace(Loaded loaded) {
        var next = rules.compile(loaded);
        var copy = copies.open(loaded.config());
        storage.log().adjust(Storage.settings(loaded.config().audit()));
        copies.put(copy);
        HubLogging.configure(loaded.config());
        rules.put(next);
        applyServers();
        feeds.refresh(catalogs.current());
    }

    private synchronized void applyServers() {
        var specs = rules.get().servers();
        catalogs.configure(specs);
        var off = storage.store().switches().servers();
        upstreams.apply(specs.stream()
                .map(spec -> off.contains(spec.name().value()) ? spec.switchedOff() : spec)
                .toList());
    }

    /** Asked for each call, so it must be quick: the catalog knows who offers something now. */
    private Map<String, Boolean> serversUp() {
        var up = new HashMap<String, Boolean>();
        catalogs.current()
                .servers()
                .forEach(server ->
                        up.put(server.spec().name().value(), server.offer().isPresent()));
        return up;
    }

    private void doChores() {
        try {
            audit.flushSummaries(false);
            replay.sweep();
            if (++choreRounds % SEAL_EVERY == 0) {
                storage.log().seal();
                feeds.endForbidden();
            }
            if (choreRounds % SWEEP_EVERY == 0) {
                sweepTasks();
            }
            Environments.remind(running().config());
            undone.worked();
        } catch (RuntimeException e) {
            undone.failed(e);
        }
    }

    private void sweepTasks() {
        int expired = tasks.sweep();
        if (expired > 0) {
            audit.system(
                    "tasks/expire",
                    Verdicts.allowed(expired + " tasks expired"),
                    rules.get().version());
        }
    }

    /** Begins to answer the client that started the hub; empty when its credential does not let it in. */
    Optional<StdioFront> answer(StdioFront.Streams streams, Headers credential, Runnable onEnd) {
        return StdioFront.open(streams, credential, () -> rules.current().dataDoor(), clock, onEnd);
    }

    boolean isReady() {
        return isServing && audit.isWritable();
    }

    private List<Health> health() {
        var all = new ArrayList<Health>();
        all.add(new Health("listeners", isServing, true, isServing ? "listening" : "not listening"));
        boolean isWritable = audit.isWritable();
        all.add(new Health("audit", isWritable, true, isWritable ? "written" : "the audit log cannot be written"));
        all.add(new Health("store", true, true, "open"));
        all.add(new Health("configuration", true, true, "version " + rules.get().version()));
        upstreams.statuses().forEach(server -> all.add(ServerHealth.of(server)));
        return all;
    }

    Path directory() {
        return storage.directory().path();
    }

    /** Whether each of these servers offers something or is switched off. */
    boolean areSettled(List<ServerSpec> specs) {
        return specs.stream()
                .flatMap(spec -> catalogs.current().server(spec.name()).stream())
                .allMatch(server -> server.isSwitchedOff() || server.offer().isPresent());
    }

    int serverPort() {
        return dataPlane.port();
    }

    int adminPort() {
        return adminPlane.port();
    }

    /** The administrator's key, if this start made the first one. */
    Optional<String> firstAdminKey() {
        return firstAdminKey;
    }

    Loaded running() {
        return rules.current().loaded();
    }

    List<ServerSpec> servers() {
        return catalogs.current().servers().stream().map(entry -> entry.spec()).toList();
    }

    /** Refuses what is new, lets calls finish, ends children, and seals the log. */
    @Override
    public void close() {
        isServing = false;
        chores.shutdownNow();
        dataPlane.close();
        adminPlane.close();
        upstreams.close();
        audit.flushSummaries(true);
        audit.system("stop", Verdicts.ALLOWED, rules.get().version());
        copies.close();
        storage.close();
    }
}
