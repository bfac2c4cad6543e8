package io.nexusmcp.core.policy;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.catalog.Catalog;
import io.nexusmcp.core.catalog.ToolDefinition;
import io.nexusmcp.core.identity.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The one decision function of a configuration. Listing and calling ask it the same question, so what a caller sees
 * is what it may call. Everything that is not granted is denied. Safe for use by many threads.
 */
public final class Policy {
    private static final int MAX_CACHED_CALLERS = 10_000;
    private static final Permission EVERYTHING = new Permission("*", List.of("*"));

    private final Roles roles;
    private final Restrictions restrictions;
    private final boolean isOpen;
    private final ConcurrentHashMap<String, Grants> cache = new ConcurrentHashMap<>();

    /** @param isOpen whether callers that nobody authenticated may do everything: authentication is switched off */
    public Policy(Roles roles, Restrictions restrictions, boolean isOpen) {
        this.roles = roles;
        this.restrictions = restrictions;
        this.isOpen = isOpen;
    }

    private record Grants(Caller caller, List<Permission> permissions) {}

    /** Gives the proof that the call may be made, or refuses it as if its target did not exist. */
    public <C extends ServerCall> Permitted<C> permit(Caller caller, C call, Catalog catalog) {
        var decision = decide(caller, call, catalog);
        if (!decision.isAllowed()) {
            throw new Refused(new Refusal.Unknown(kind(call), decision.why()));
        }
        return new Permitted<>(caller, call);
    }

    public Decision decide(Caller caller, ServerCall call, Catalog catalog) {
        return switch (call) {
            case ServerCall.CallTool tool -> mayCall(caller, tool.tool(), catalog);
            case ServerCall.GetPrompt prompt -> mayGetPrompt(caller, prompt.server(), prompt.name());
            case ServerCall.ReadResource read -> mayRead(caller, read.server(), read.uri());
            case ServerCall.Complete complete
            when complete.isPrompt() -> mayGetPrompt(caller, complete.server(), complete.reference());
            case ServerCall.Complete complete -> mayRead(caller, complete.server(), complete.reference());
            case ServerCall.AboutTask about -> mayCall(caller, about.tool(), catalog);
        };
    }

    public Decision mayCall(Caller caller, ToolDefinition tool, Catalog catalog) {
        if (!restrictions.allow(caller, tool, catalog)) {
            return Decision.denied("the agent's allowedTools do not name this tool");
        }
        return decide(caller, "execute", "tools/" + tool.path());
    }

    /** What an operator must write out before it allows anything. */
    public List<UnclearName> unclear(Catalog catalog) {
        return restrictions.unclear(catalog);
    }

    public Decision mayGetPrompt(Caller caller, ServerName server, String prompt) {
        return decide(caller, "read", "prompts/" + server.value() + "/" + prompt);
    }

    /** Resources and resource templates, by URI. */
    public Decision mayRead(Caller caller, ServerName server, String uri) {
        return decide(caller, "read", "resources/" + server.value() + "/" + uri);
    }

    /** Whether the caller could be granted anything at all on a server; if not, its endpoint does not exist for it. */
    public boolean mayEnter(Caller caller, ServerName server) {
        if (isOpen && caller.kind() == Caller.Kind.ANONYMOUS) {
            return true;
        }
        return grants(caller).stream()
                .anyMatch(grant -> grant.reachesBelow("execute", List.of("tools", server.value()))
                        || grant.reachesBelow("read", List.of("prompts", server.value()))
                        || grant.reachesBelow("read", List.of("resources", server.value())));
    }

    /** For everything that is not a server's, such as {@code write} on {@code keys}. */
    public Decision decide(Caller caller, String action, String resource) {
        if (isOpen && caller.kind() == Caller.Kind.ANONYMOUS) {
            return Decision.ALLOWED;
        }
        var path = Permission.segments(resource);
        for (var grant : grants(caller)) {
            if (grant.covers(action, path)) {
                return Decision.ALLOWED;
            }
        }
        return Decision.denied("nothing grants " + action + " on this");
    }

    /**
     * Whether a caller may make a key, or take over one that there is: it holds everything the key gives, also what
     * its roles would give if they were switched on or defined later. An agent is held to tools by its name, so the
     * keys it may make are those of agents with that name.
     */
    public boolean mayGrant(Caller caller, KeyGrant grant) {
        if (isOpen && caller.kind() == Caller.Kind.ANONYMOUS) {
            return true;
        }
        if (caller.isAgent() && !(grant.isAgent() && grant.name().equals(caller.name()))) {
            return false;
        }
        var held = grants(caller);
        return grant.roles().stream().allMatch(role -> mayGrant(caller, role, held))
                && grant.permissions().stream()
                        .map(Permission::parse)
                        .flatMap(Optional::stream)
                        .allMatch(wanted -> covers(held, wanted));
    }

    private boolean mayGrant(Caller caller, String role, List<Permission> held) {
        return caller.roles().contains(role)
                || roles.defined(role).orElse(List.of(EVERYTHING)).stream().allMatch(wanted -> covers(held, wanted));
    }

    private static boolean covers(List<Permission> held, Permission wanted) {
        return held.stream().anyMatch(grant -> grant.covers(wanted.action(), wanted.resource()));
    }

    private List<Permission> grants(Caller caller) {
        var cached = cache.get(caller.id());
        if (cached != null && cached.caller().equals(caller)) {
            return cached.permissions();
        }
        var permissions = new ArrayList<Permission>();
        caller.permissions().stream()
                .map(Permission::parse)
                .flatMap(Optional::stream)
                .forEach(permissions::add);
        caller.roles().stream().sorted().map(roles::of).forEach(permissions::addAll);
        if (cache.size() >= MAX_CACHED_CALLERS) {
            cache.clear();
        }
        var grants = List.copyOf(permissions);
        cache.put(caller.id(), new Grants(caller, grants));
        return grants;
    }

    private static String kind(ServerCall call) {
        return switch (call) {
            case ServerCall.CallTool _ -> "tool";
            case ServerCall.GetPrompt _ -> "prompt";
            case ServerCall.ReadResource _ -> "resource";
            case ServerCall.Complete complete -> complete.isPrompt() ? "prompt" : "resource";
            case ServerCall.AboutTask _ -> "task";
        };
    }
}
