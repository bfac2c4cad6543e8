package io.nexusmcp.hub;

import com.google.re2j.Pattern;
import io.nexusmcp.core.guard.ArgumentGuard;
import io.nexusmcp.core.guard.QuestionGuard;
import io.nexusmcp.core.guard.RedactionRules;
import io.nexusmcp.core.guard.Redactor;
import io.nexusmcp.core.identity.ApiKeys;
import io.nexusmcp.core.identity.Identity;
import io.nexusmcp.core.limit.Concurrency;
import io.nexusmcp.core.limit.RateLimiter;
import io.nexusmcp.core.pipeline.Rules;
import io.nexusmcp.core.policy.Permission;
import io.nexusmcp.core.policy.Policy;
import io.nexusmcp.core.policy.Restrictions;
import io.nexusmcp.core.policy.Roles;
import io.nexusmcp.hub.config.HubConfig;
import io.nexusmcp.hub.config.Loaded;
import io.nexusmcp.hub.config.NexusEnvironment;
import io.nexusmcp.protocol.json.JsonLimits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Compiles a configuration into {@link Rules} and holds the ones in force. Limiters whose numbers did not change keep
 * counting over a reload.
 */
final class RuleBook implements Supplier<Rules> {
    private final ApiKeys keys;
    private volatile Rules current;
    private volatile RateLimiter perIp;

    RuleBook(ApiKeys keys, Loaded loaded) {
        this.keys = keys;
        this.perIp = new RateLimiter(loaded.config().rateLimit().perIp());
        this.current = compile(
                loaded,
                new RateLimiter(loaded.config().rateLimit().perCaller()),
                calls(loaded.config()),
                streams(loaded.config()));
    }

    @Override
    public Rules get() {
        return current;
    }

    RateLimiter perIp() {
        return perIp;
    }

    /** Puts a new configuration in force as a whole. */
    void replace(Loaded loaded) {
        var config = loaded.config();
        var before = current;
        var perCaller = before.callerLimit().limit().equals(config.rateLimit().perCaller())
                ? before.callerLimit()
                : new RateLimiter(config.rateLimit().perCaller());
        if (!perIp.limit().equals(config.rateLimit().perIp())) {
            perIp = new RateLimiter(config.rateLimit().perIp());
        }
        current = compile(
                loaded,
                perCaller,
                before.calls()
                                .isFor(
                                        config.limits().maxConcurrentPerCaller(),
                                        config.limits().maxConcurrent())
                        ? before.calls()
                        : calls(config),
                before.streams().maxPerKey() == config.limits().maxStreamsPerCaller()
                        ? before.streams()
                        : streams(config));
    }

    private Rules compile(Loaded loaded, RateLimiter perCaller, Concurrency calls, Concurrency streams) {
        var config = loaded.config();
        var apiKey = config.auth().apiKey();
        var agentKey = config.agents().authentication();
        var identity = new Identity(
                keys,
                new Identity.Settings(
                        config.enableAuth(), apiKey.enabled(), apiKey.header(), agentKey.enabled(), agentKey.header()));
        return new Rules(
                loaded.version(),
                identity,
                perCaller,
                calls,
                streams,
                new JsonLimits(
                        config.limits().maxDepth(),
                        JsonLimits.DEFAULT.maxNameLength(),
                        config.limits().maxElements()),
                policy(config),
                argumentGuard(config),
                redactor(config),
                config.limits().catalogPageSize(),
                new QuestionGuard(config.environment() == NexusEnvironment.DEVELOPMENT));
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

    private static Concurrency calls(HubConfig config) {
        return new Concurrency(
                config.limits().maxConcurrentPerCaller(), config.limits().maxConcurrent());
    }

    private static Concurrency streams(HubConfig config) {
        return new Concurrency(config.limits().maxStreamsPerCaller(), Integer.MAX_VALUE);
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
