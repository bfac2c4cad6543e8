package io.nexusmcp.hub;

import com.google.re2j.Pattern;
import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.core.guard.ArgumentGuard;
import io.nexusmcp.core.guard.QuestionGuard;
import io.nexusmcp.core.guard.RedactionRules;
import io.nexusmcp.core.guard.Redactor;
import io.nexusmcp.core.identity.ApiKeys;
import io.nexusmcp.core.identity.Identity;
import io.nexusmcp.core.limit.Concurrency;
import io.nexusmcp.core.limit.Quota;
import io.nexusmcp.core.limit.RateLimit;
import io.nexusmcp.core.limit.RateLimiter;
import io.nexusmcp.core.limit.StreamPlaces;
import io.nexusmcp.core.pipeline.CallHandler;
import io.nexusmcp.core.pipeline.ClientStream;
import io.nexusmcp.core.pipeline.ReplaySettings;
import io.nexusmcp.core.pipeline.Reply;
import io.nexusmcp.core.pipeline.Rules;
import io.nexusmcp.core.policy.Permission;
import io.nexusmcp.core.policy.Policy;
import io.nexusmcp.core.policy.Restrictions;
import io.nexusmcp.core.policy.Roles;
import io.nexusmcp.core.session.Cursors;
import io.nexusmcp.core.session.EventIds;
import io.nexusmcp.core.session.KeyRing;
import io.nexusmcp.core.task.TaskIds;
import io.nexusmcp.core.task.TaskRules;
import io.nexusmcp.hub.config.HubConfig;
import io.nexusmcp.hub.config.LimitsConfig;
import io.nexusmcp.hub.config.Loaded;
import io.nexusmcp.hub.config.NexusEnvironment;
import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.web.Door;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Compiles configurations and holds the one in force. Limiters whose numbers did not change keep counting over a
 * reload.
 */
final class RuleBook implements Supplier<Rules> {
    private final ApiKeys keys;
    private final Seals seals;
    private final List<ServerSpec> bundled;
    private final Judged calls;
    private volatile InForce current;

    /** The one pipeline. */
    @FunctionalInterface
    interface Judged {
        Reply handle(Inbound inbound, Rules rules, ClientStream stream);
    }

    /** @param bundled servers besides the configured ones */
    RuleBook(ApiKeys keys, Seals seals, List<ServerSpec> bundled, Judged calls, Loaded first) {
        this.keys = keys;
        this.seals = seals;
        this.bundled = List.copyOf(bundled);
        this.calls = calls;
        this.current = compile(first, Optional.empty());
    }

    @Override
    public Rules get() {
        return current.rules();
    }

    InForce current() {
        return current;
    }

    /** All that a configuration means, to be put in force after everything else it needs could be had. */
    InForce compile(Loaded loaded) {
        return compile(loaded, Optional.of(current));
    }

    /** Puts it in force as a whole. */
    void put(InForce next) {
        current = next;
    }

    private InForce compile(Loaded loaded, Optional<InForce> before) {
        var config = loaded.config();
        var ring = seals.ring(config, before);
        var rules = rules(loaded, ring, before);
        var perIp = limiter(
                config.rateLimit().perIp(), before.map(one -> one.dataDoor().perIp()));
        var limits = Listeners.limits(config);
        CallHandler judged = (inbound, stream) -> calls.handle(inbound, rules, stream);
        return new InForce(
                loaded,
                rules,
                ring,
                new Door(Listeners.accessRules(config), limits, perIp, judged),
                new Door(Listeners.adminAccessRules(config), limits, perIp, judged),
                new ReplaySettings(
                        new EventIds(ring),
                        config.replay().limits(),
                        config.replay().retry()),
                UpstreamSettings.of(config),
                Listeners.connections(config),
                QuestionSettings.of(config),
                new Quota(
                        config.limits().maxSubscriptionsPerCaller(),
                        config.limits().maxSubscriptions()));
    }

    private Rules rules(Loaded loaded, KeyRing ring, Optional<InForce> before) {
        var config = loaded.config();
        var known = before.map(InForce::rules);
        return new Rules(
                loaded.version(),
                identity(config),
                limiter(config.rateLimit().perCaller(), known.map(Rules::callerLimit)),
                calls(config.limits(), known.map(Rules::calls)),
                streams(config.limits(), known.map(Rules::streams)),
                new JsonLimits(
                        config.limits().maxDepth(),
                        JsonLimits.DEFAULT.maxNameLength(),
                        config.limits().maxElements()),
                config.limits().maxResponseBytes(),
                policy(config),
                argumentGuard(config),
                redactor(config),
                config.limits().catalogPageSize(),
                seals.sessions(config, ring, before),
                new Cursors(ring),
                ConfiguredServers.after(bundled, config),
                seals.requestStates(ring),
                new QuestionGuard(config.environment() == NexusEnvironment.DEVELOPMENT),
                new TaskRules(new TaskIds(ring), config.tasks().limits()));
    }

    private static RateLimiter limiter(RateLimit limit, Optional<RateLimiter> before) {
        return before.filter(one -> one.limit().equals(limit)).orElseGet(() -> new RateLimiter(limit));
    }

    private static Concurrency calls(LimitsConfig limits, Optional<Concurrency> before) {
        int perCaller = limits.maxConcurrentPerCaller();
        int inAll = limits.maxConcurrent();
        return before.filter(one -> one.isFor(perCaller, inAll)).orElseGet(() -> new Concurrency(perCaller, inAll));
    }

    private static StreamPlaces streams(LimitsConfig limits, Optional<StreamPlaces> before) {
        var limit = new Quota(limits.maxStreamsPerCaller(), limits.maxStreams());
        return before.filter(one -> one.isFor(limit)).orElseGet(() -> new StreamPlaces(limit));
    }

    private Identity identity(HubConfig config) {
        var apiKey = config.auth().apiKey();
        var agentKey = config.agents().authentication();
        return new Identity(
                keys,
                new Identity.Settings(
                        config.enableAuth(), apiKey.enabled(), apiKey.header(), agentKey.enabled(), agentKey.header()));
    }

    private static Policy policy(HubConfig config) {
        var roles = new HashMap<String, List<Permission>>();
        config.auth().rbac().roles().forEach(role -> roles.put(role.name(), role.permissions()));
        Map<String, Set<String>> allowed = config.restrictions().allowedTools().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> Set.copyOf(entry.getValue())));
        return new Policy(
                new Roles(config.auth().rbac().enabled(), roles),
                new Restrictions(config.restrictions().enabled(), allowed),
                !config.enableAuth());
    }

    private static ArgumentGuard argumentGuard(HubConfig config) {
        return new ArgumentGuard(
                config.validation().dangerousKeys(), config.validation().pathTraversal());
    }

    private static Redactor redactor(HubConfig config) {
        var filtering = config.agents().outputFiltering();
        var detectors = filtering.detectors();
        return Redactor.of(
                filtering.enabled()
                        ? new RedactionRules(
                                detectors.secrets(),
                                detectors.cards(),
                                detectors.email(),
                                filtering.sensitivePatterns().stream()
                                        .map(Pattern::pattern)
                                        .toList())
                        : new RedactionRules(false, false, false, List.of()));
    }
}
