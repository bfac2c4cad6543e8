package io.nexusmcp.adminplane;

import io.nexusmcp.core.identity.ApiKey;
import io.nexusmcp.core.identity.KeyAdministration;
import io.nexusmcp.core.identity.KeyAdministration.Created;
import io.nexusmcp.core.identity.KeyProblem;
import io.nexusmcp.core.policy.Permission;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.protocol.json.ObjectEdit;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/** API keys: nobody can make or renew a key that may do more than its maker. */
final class KeyRoutes {
    private static final Access READ = Access.needs("read", "keys");
    private static final Access WRITE = Access.needs("write", "keys");
    private static final Duration MAX_OVERLAP = Duration.ofDays(30);
    private static final int CREATED = 201;

    private final KeyAdministration keys;
    private final AdminAccess access;
    private final InstantSource clock;

    KeyRoutes(KeyAdministration keys, AdminAccess access, InstantSource clock) {
        this.keys = keys;
        this.access = access;
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
                                + " maker.",
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
                        "Makes a successor with the same rights; the old key ends after the overlap.",
                        this::rotate,
                        Field.optional(
                                "overlap", Field.Type.DURATION, "both keys work so long; at most 30d, none: 0s")),
                Route.delete(
                        "/api/v1/keys/{id}", WRITE, "keys/revoke", "Ends a key with the next request.", this::revoke));
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
        if (!roles.stream().allMatch(access::isRole)) {
            throw Input.wrong("roles", "list of roles that the configuration knows");
        }
        if (permissions.stream().anyMatch(text -> Permission.parse(text).isEmpty())) {
            throw Input.wrong("permissions", "list of action:resource, such as execute:tools/demo/echo");
        }
        requireGrantable(request, roles, permissions);
        var wanted = new KeyAdministration.NewKey(
                kind(input.text("kind").orElse("user")),
                input.requiredText("name"),
                roles,
                permissions,
                input.texts("networks"),
                input.duration("lifetime"));
        var created = advised(() -> keys.create(wanted));
        return Answer.json(CREATED, json(created)).about(created.key().id());
    }

    private Answer rotate(AdminRequest request) {
        var key = key(request);
        requireGrantable(request, key.roles(), key.permissions());
        var overlap = request.input().duration("overlap").orElse(Duration.ZERO);
        if (overlap.compareTo(MAX_OVERLAP) > 0) {
            throw Input.wrong("overlap", "duration of at most 30d");
        }
        return Answer.json(json(advised(() -> keys.rotate(key.id(), overlap))));
    }

    private Answer revoke(AdminRequest request) {
        var key = key(request);
        advised(() -> {
            keys.revoke(key.id());
            return key;
        });
        return Answer.json(json(key(request)));
    }

    private ApiKey key(AdminRequest request) {
        var id = request.variable("id");
        return keys.list().stream()
                .filter(key -> key.id().equals(id))
                .findFirst()
                .orElseThrow(() -> AdminProblem.notFound("key"));
    }

    private void requireGrantable(AdminRequest request, Set<String> roles, Set<String> permissions) {
        if (!access.mayGrant(request.caller(), roles, permissions)) {
            throw new AdminProblem(
                    403,
                    "forbidden",
                    "A key can be given no more than its maker may do.",
                    "Ask somebody who holds these roles and permissions.");
        }
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
