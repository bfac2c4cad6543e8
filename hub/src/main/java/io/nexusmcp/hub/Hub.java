package io.nexusmcp.hub;

import io.nexusmcp.adminplane.AdminPlane;
import io.nexusmcp.adminplane.AdminPorts;
import io.nexusmcp.adminplane.metrics.HubMetrics;
import io.nexusmcp.adminplane.metrics.JvmMetrics;
import io.nexusmcp.core.Health;
import io.nexusmcp.core.Outage;
import io.nexusmcp.core.audit.Audit;
import io.nexusmcp.core.audit.AuditListener;
import io.nexusmcp.core.catalog.Catalogs;
import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.core.catalog.ToolSwitchboard;
import io.nexusmcp.core.identity.ApiKeys;
import io.nexusmcp.core.pipeline.Feeds;
import io.nexusmcp.core.pipeline.Pipeline;
import io.nexusmcp.core.pipeline.QuestionBook;
import io.nexusmcp.core.pipeline.QuestionLimits;
import io.nexusmcp.core.schema.Schemas;
import io.nexusmcp.core.session.Cursors;
import io.nexusmcp.core.session.Sessions;
import io.nexusmcp.dataplane.McpHandler;
import io.nexusmcp.dataplane.StreamSettings;
import io.nexusmcp.hub.config.HubConfig;
import io.nexusmcp.hub.config.LiveConfig;
import io.nexusmcp.hub.config.Loaded;
import io.nexusmcp.store.audit.AuditFiles;
import io.nexusmcp.upstream.UpstreamServers;
import io.nexusmcp.web.BodyReader;
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
    private static final InstantSource CLOCK = InstantSource.system();
    private static final int SEAL_EVERY = 5;

    private final LiveConfig live;
    private final List<ServerSpec> bundled;
    private final Storage storage;
    private final ApiKeys keys;
    private final RuleBook rules;
    private final Audit audit;
    private final Catalogs catalogs;
    private final Feeds feeds;
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
        var storage = Storage.open(data, live.running().config(), CLOCK);
        try {
            return new Hub(live, storage, bundled, environment);
        } catch (ListenFailure failure) {
            storage.close();
            throw new StartFailure(StartFailure.NOTHING_TO_BE_HAD, failure.getMessage() + "", failure);
        } catch (RuntimeException e) {
            storage.close();
            throw e;
        }
    }

    private Hub(LiveConfig live, Storage storage, List<ServerSpec> bundled, Map<String, String> environment) {
        this.live = live;
        this.storage = storage;
        this.bundled = List.copyOf(bundled);
        var loaded = live.running();
        var random = new SecureRandom();
        this.keys = new ApiKeys(storage.store().keys(), CLOCK, random);
        Environments.check(loaded.config(), keys);
        this.firstAdminKey = new FirstAdministrator(keys, storage.directory()).makeIfNone();
        this.rules = new RuleBook(keys, loaded);

        var ring = storage.keyRing(loaded.config(), random);
        var sessions = new Sessions(
                ring,
                storage.store().revocations(),
                CLOCK,
                loaded.config().sessions().lifetime());
        this.catalogs = new Catalogs(storage.store().switches());
        this.feeds = new Feeds(rules, sessions, catalogs);
        var registry = new PrometheusRegistry();
        var metrics = new HubMetrics(registry, this::serversUp);
        JvmMetrics.register(registry);
        this.audit = new Audit(storage.log(), listeners(metrics, loaded.config(), storage), CLOCK, System::nanoTime);
        this.upstreams = new UpstreamServers(catalogs, UpstreamSettings.of(loaded.config()), CLOCK, environment);
        var schemas = new Schemas();
        var questions = new QuestionBook(QuestionLimits.DEFAULT, ring, CLOCK);
        var pipeline =
                new Pipeline(rules, audit, sessions, new Cursors(ring), catalogs, feeds, schemas, upstreams, questions);
        catalogs.onChange(new CatalogWatch(schemas, audit, rules));
        metrics.gauge("nexus_open_streams", "Open GET streams.", feeds::count);
        metrics.gauge("nexus_open_questions", "Questions to clients that are not answered.", questions::count);
        var settings = Listeners.dataPlane(loaded.config());
        var refused = new AuditedRefusals(audit);
        this.dataPlane = new Listener(
                settings,
                Listeners.accessRules(loaded.config()),
                rules::perIp,
                refused,
                new McpHandler(
                        pipeline,
                        BodyReader.Limits.of(settings),
                        StreamSettings.DEFAULT,
                        this::isReady,
                        refused,
                        CLOCK));
        try {
            this.adminPlane = new Listener(
                    Listeners.adminPlane(loaded.config()),
                    Listeners.adminAccessRules(loaded.config()),
                    rules::perIp,
                    refused,
                    new AdminPlane(adminPorts(pipeline, registry), CLOCK));
        } catch (RuntimeException e) {
            dataPlane.close();
            upstreams.close();
            throw e;
        }
        open(loaded);
    }

    private void open(Loaded loaded) {
        applyServers(loaded.config());
        dataPlane.start();
        adminPlane.start();
        audit.system("start", Verdicts.ALLOWED, loaded.version());
        isServing = true;
        storage.directory().writePorts(dataPlane.port(), adminPlane.port());
        var _ = chores.scheduleWithFixedDelay(this::doChores, 1, 1, TimeUnit.SECONDS);
    }

    private AdminPorts adminPorts(Pipeline pipeline, PrometheusRegistry registry) {
        var switches = storage.store().switches();
        var servers = new ServerBoard(
                upstreams,
                catalogs,
                switches,
                rules,
                () -> applyServers(live.running().config()));
        return new AdminPorts(
                new AdminDoor(rules, () -> live.running().config()),
                new AdminPorts.Commands(
                        keys, servers, new ToolSwitchboard(catalogs, switches), new PipelineToolCalls(pipeline, CLOCK)),
                new AdminPorts.Records(
                        audit, new AuditFiles(storage.directory().audit()), new LogVerification(storage)),
                new AdminPorts.Insight(
                        this::health, () -> EffectiveConfig.json(live.running()), registry, Version.TEXT));
    }

    /** Puts the configuration as it now stands in its sources in force, or keeps the running one and says why. */
    void reload() {
        switch (live.reload()) {
            case LiveConfig.Reload.Unchanged _ -> LOG.info("the configuration is as it was");
            case LiveConfig.Reload.Refused(var problems) -> {
                problems.forEach(problem -> LOG.error("configuration not replaced: {}", problem));
                audit.system(
                        "reload",
                        Verdicts.failed("configuration refused"),
                        rules.get().version());
            }
            case LiveConfig.Reload.Replaced(var loaded, var held) -> {
                held.forEach(key -> LOG.warn("{} takes effect at the next start", key));
                loaded.warnings().forEach(warning -> LOG.warn("{}", warning));
                HubLogging.configure(loaded.config());
                rules.replace(loaded);
                applyServers(loaded.config());
                feeds.refresh(catalogs.current());
                audit.system("reload", Verdicts.ALLOWED, loaded.version());
                LOG.info("configuration {} is in force", loaded.version());
            }
        }
    }

    private void applyServers(HubConfig config) {
        var specs = new ArrayList<>(bundled);
        specs.addAll(ConfiguredServers.of(config));
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

    private static List<AuditListener> listeners(HubMetrics metrics, HubConfig config, Storage storage) {
        var listeners = new ArrayList<AuditListener>();
        listeners.add(metrics);
        AuditCopies.of(config, storage.directory().path()).ifPresent(listeners::add);
        return listeners;
    }

    private void doChores() {
        try {
            audit.flushSummaries(false);
            if (++choreRounds % SEAL_EVERY == 0) {
                storage.log().seal();
            }
            Environments.remind(live.running().config());
            undone.worked();
        } catch (RuntimeException e) {
            undone.failed(e);
        }
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
        return live.running();
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
        storage.close();
    }
}
