package io.nexusmcp.adminplane;

import io.nexusmcp.core.identity.ApiKey;
import io.nexusmcp.core.identity.KeyAdministration;
import io.nexusmcp.core.identity.KeyAdministration.Created;
import io.nexusmcp.core.identity.KeyProblem;
import io.nexusmcp.core.policy.KeyGrant;
import io.nexusmcp.core.policy.Permission;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.protocol.json.ObjectEdit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * API keys: nobody can make, renew or end a key that may do more than they themselves, nor make one that reaches
 * further or lasts longer than their own.
 */
final class KeyRoutes {
    private static final Access READ = Access.needs("read", "keys");
    private static final Access WRITE = Access.needs("write", "keys");
    private static final Access WRITE_OR_OWN = Access.needsUnlessOwn("write", "keys");
    private static final Duration MAX_OVERLAP = Duration.ofDays(30);
    private static final int CREATED = 201;

    private final KeyAdministration keys;
    private final InstantSource clock;

    KeyRoutes(KeyAdministration keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/keys", READ, "keys/list", "Lists all keys, never their secrets.", _ -> list()),
                Route.post(
                        "/api/v1/keys",
                        WRITE,
                        "keys/create",
                        "Makes a key. The answer is the only chance to see its secret. It may do no more than its"
                                + " maker, works only where the maker does and ends no later. An agent can make keys"
                                + " of its own name only.",
                        this::create,
                        Field.required("name", Field.Type.TEXT, "for people; for agents the name `allowedTools` uses"),
                        Field.optional("kind", Field.Type.TEXT, "`user` (default) or `agent`"),
                        Field.optional("roles", Field.Type.TEXTS, "names of roles"),
                        Field.optional("permissions", Field.Type.TEXTS, "such as `execute:tools/demo/echo`"),
                        Field.optional("networks", Field.Type.TEXTS, "CIDR blocks it works from; none for anywhere"),
                        Field.optional("lifetime", Field.Type.DURATION, "until it expires; none for never")),
                Route.post(
                        "/api/v1/keys/{id}/rotate",
                        WRITE,
                        "keys/rotate",
                        "Makes a successor with the same rights, which ends no later than the key that asks; the old"
                                + " key ends after the overlap. Takes what making such a key takes.",
                        this::rotate,
                        Field.optional(
                                "overlap", Field.Type.DURATION, "both keys work so long; at most 30d, none: 0s")),
                Route.delete(
                        "/api/v1/keys/{id}",
                        WRITE_OR_OWN,
                        "keys/revoke",
                        "Ends a key with the next request. Takes what making such a key takes. The last"
                                + " administrator's stays.",
                        this::revoke));
    }

    private Answer list() {
        return Answer.json(Json.object()
                .set(
                        "keys",
                        Json.list(keys.list().stream()
                                .map(key -> json(key).slice())
                                .toList())));
    }

    private Answer create(AdminRequest request) {
        var input = request.input();
        var roles = set(input.texts("roles"));
        var permissions = set(input.texts("permissions"));
        if (!roles.stream().allMatch(request.access()::isRole)) {
            throw Input.wrong("roles", "list of roles that the configuration knows");
        }
        if (permissions.stream().anyMatch(text -> Permission.parse(text).isEmpty())) {
            throw Input.wrong(
                    "permissions",
                    "list of read:, write: or execute: with a resource, such as execute:tools/SERVER/TOOL");
        }
        var kind = kind(input.text("kind").orElse("user"));
        var name = input.requiredText("name");
        var networks = input.texts("networks");
        var lifetime = input.duration("lifetime");
        requireGrantable(request, new KeyGrant(kind == ApiKey.Kind.AGENT, name, roles, permissions));
        requireNetworks(request, networks);
        requireEnd(request, lifetime);
        var wanted = new KeyAdministration.NewKey(kind, name, roles, permissions, networks, lifetime);
        var created = advised(() -> keys.create(wanted));
        return Answer.json(CREATED, json(created)).about(created.key().id());
    }

    private Answer rotate(AdminRequest request) {
        var key = key(request);
        requireGrantable(request, grant(key));
        requireNetworks(request, key.networks());
        var overlap = request.input().duration("overlap").orElse(Duration.ZERO);
        if (overlap.compareTo(MAX_OVERLAP) > 0) {
            throw Input.wrong("overlap", "duration of at most 30d");
        }
        var latestEnd = request.caller().bounds().end();
        return Answer.json(json(advised(() -> keys.rotate(key.id(), overlap, latestEnd))));
    }

    private Answer revoke(AdminRequest request) {
        var key = key(request);
        if (!request.caller().bounds().key().equals(Optional.of(key.id()))) {
            requireGrantable(request, grant(key));
        }
        advised(() -> {
            keys.revoke(key.id());
            return key;
        });
        return Answer.json(json(key(request)));
    }

    private static KeyGrant grant(ApiKey key) {
        return new KeyGrant(key.kind() == ApiKey.Kind.AGENT, key.name(), key.roles(), key.permissions());
    }

    private ApiKey key(AdminRequest request) {
        var id = request.variable("id");
        return keys.list().stream()
                .filter(key -> key.id().equals(id))
                .findFirst()
                .orElseThrow(() -> AdminProblem.notFound("key"));
    }

    private void requireGrantable(AdminRequest request, KeyGrant grant) {
        if (!request.access().mayGrant(request.caller(), grant)) {
            throw forbidden(
                    "A key can be given, renewed or ended only by who may do all that it may.",
                    "Ask somebody who holds these roles and permissions; an agent has a say about its own name only.");
        }
    }

    private static void requireNetworks(AdminRequest request, List<String> networks) {
        var bounds = request.caller().bounds();
        if (!advised(() -> bounds.holdNetworks(networks))) {
            throw forbidden(
                    "A key can work only where its maker does.",
                    "Name networks inside " + String.join(", ", bounds.networks()) + ".");
        }
    }

    private void requireEnd(AdminRequest request, Optional<Duration> lifetime) {
        var bounds = request.caller().bounds();
        if (!bounds.holdEnd(lifetime.map(clock.instant()::plus))) {
            throw forbidden(
                    "A key can last only as long as its maker.",
                    "Name a lifetime that ends before "
                            + bounds.end().map(Instant::toString).orElse("") + ".");
        }
    }

    private static AdminProblem forbidden(String message, String hint) {
        return new AdminProblem(403, "forbidden", message, hint);
    }

    private static <T> T advised(Supplier<T> command) {
        try {
            return command.get();
        } catch (KeyProblem problem) {
            throw AdminProblem.conflict("This cannot be done: " + problem.getMessage() + ".");
        }
    }

    private static ApiKey.Kind kind(String text) {
        return switch (text) {
            case "user" -> ApiKey.Kind.USER;
            case "agent" -> ApiKey.Kind.AGENT;
            default -> throw Input.wrong("kind", "kind of key: user or agent");
        };
    }

    private static Set<String> set(List<String> texts) {
        return Set.copyOf(new HashSet<>(texts));
    }

    private ObjectEdit json(Created created) {
        return Json.object()
                .set("key", json(created.key()).slice())
                .set("secret", created.secret().reveal());
    }

    private ObjectEdit json(ApiKey key) {
        return Json.object()
                .set("id", key.id())
                .set("kind", JsonSlice.string(key.kind().name().toLowerCase(Locale.ROOT)))
                .set("name", key.name())
                .set("roles", Json.texts(key.roles().stream().sorted().toList()))
                .set(
                        "permissions",
                        Json.texts(key.permissions().stream().sorted().toList()))
                .set("networks", Json.texts(key.networks()))
                .set("live", Json.truth(key.isLive(clock.instant())))
                .set("created", key.created().toString())
                .set("expires", Json.text(key.expires()))
                .set("revoked", Json.text(key.revoked()))
                .set("lastUsed", Json.text(key.lastUsed()))
                .set("replaces", Json.text(key.replaces()));
    }
}
