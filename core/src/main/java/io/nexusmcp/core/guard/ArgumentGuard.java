package io.nexusmcp.core.guard;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.core.catalog.ServerSpec.Exemption;
import io.nexusmcp.core.policy.ServerCall;
import io.nexusmcp.protocol.json.JsonCursor;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The checks that every call's content passes, whatever its tool says: no names that interpreters act on, no paths
 * that climb, no text that is not text. One pass over the bytes. May be shared between threads.
 */
public final class ArgumentGuard {
    private static final String DANGEROUS_KEY = "dangerous-key";
    private static final String LONE_SURROGATE = "lone-surrogate";
    private static final Set<String> DANGEROUS =
            Set.of("__import__", "eval", "exec", "compile", "globals", "locals", "__builtins__");
    private static final int SHORTEST = 4;
    private static final int LONGEST = 12;
    private static final Exemption NONE = new Exemption(false, false);
    private static final boolean[] TELLING = telling();

    private final boolean dangerousKeys;
    private final boolean pathTraversal;

    /** With the switches that hold for all servers. */
    public ArgumentGuard(boolean dangerousKeys, boolean pathTraversal) {
        this.dangerousKeys = dangerousKeys;
        this.pathTraversal = pathTraversal;
    }

    /** What the operator exempted one tool, prompt or resource of a server from. */
    public static Exemption exemption(ServerSpec spec, String target) {
        Map<String, Exemption> checks = spec.checks();
        var own = checks.getOrDefault(target, NONE);
        var all = checks.getOrDefault("*", NONE);
        return new Exemption(own.dangerousKeys() || all.dangerousKeys(), own.pathTraversal() || all.pathTraversal());
    }

    /**
     * Throws {@link Refused} with {@link Refusal.InvalidArguments} at the first breach.
     *
     * @return the first breach that passed only because of the exemption, for the audit
     */
    public Optional<Refusal.InvalidArguments> check(ServerCall call, Exemption exemption) {
        return switch (call) {
            case ServerCall.CallTool tool -> checkTool(tool, exemption);
            case ServerCall.GetPrompt prompt -> members(prompt.params(), exemption, "arguments");
            case ServerCall.ReadResource resource -> checkUri(resource, exemption);
            case ServerCall.Complete complete -> members(complete.params(), exemption, "argument", "context", "ref");
            case ServerCall.AboutTask _ -> Optional.empty(); // it carries answers, which are checked one by one
        };
    }

    /** The answer of a client to a question of a server; throws like {@link #check}. */
    public void checkAnswer(JsonObject answer, Exemption exemption) {
        new Pass(exemption, JsonObject.EMPTY.whole()).walk(answer.whole());
    }

    private Optional<Refusal.InvalidArguments> checkTool(ServerCall.CallTool call, Exemption exemption) {
        var pass = new Pass(exemption, call.tool().inputSchema());
        call.params().get("arguments").ifPresent(pass::walk);
        return pass.waived;
    }

    private Optional<Refusal.InvalidArguments> members(JsonObject params, Exemption exemption, String... names) {
        var pass = new Pass(exemption, JsonObject.EMPTY.whole());
        List.of(names).forEach(name -> params.get(name).ifPresent(pass::walk));
        return pass.waived;
    }

    /** A URI has no backslashes (RFC 3986), but some servers read them as slashes. */
    private Optional<Refusal.InvalidArguments> checkUri(ServerCall.ReadResource call, Exemption exemption) {
        var pass = new Pass(exemption, JsonObject.EMPTY.whole());
        var uri = call.params().string("uri").orElse(call.uri());
        if (hasLoneSurrogate(uri)) {
            throw refused("$.uri", LONE_SURROGATE);
        }
        var breach = uri.indexOf('\\') >= 0 ? Optional.of(PathRule.TRAVERSAL) : PathRule.breach(uri);
        breach.ifPresent(rule -> pass.path("$.uri", rule));
        return pass.waived;
    }

    private static boolean[] telling() {
        var telling = new boolean[256];
        for (char c : new char[] {'/', '\\', '%', 0xE2, 0xEF}) {
            telling[c] = true;
        }
        return telling;
    }

    private static Refused refused(String path, String rule) {
        return new Refused(new Refusal.InvalidArguments(path, rule));
    }

    private static boolean hasLoneSurrogate(String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || at + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(at + 1))) {
                    return true;
                }
                at++;
            }
        }
        return false;
    }

    /** One call on its way through the guard. */
    private final class Pass {
        private final Exemption exemption;
        private final JsonSlice schema;
        private Optional<DeclaredNames> declared = Optional.empty();
        private Optional<Refusal.InvalidArguments> waived = Optional.empty();

        Pass(Exemption exemption, JsonSlice schema) {
            this.exemption = exemption;
            this.schema = schema;
        }

        void walk(JsonSlice value) {
            var cursor = new JsonCursor(value);
            while (cursor.next()) {
                switch (cursor.kind()) {
                    case NAME -> name(cursor);
                    case STRING -> text(cursor);
                    case NUMBER -> {}
                }
            }
        }

        private void name(JsonCursor cursor) {
            if (dangerousKeys && isDangerous(cursor) && !isDeclared(cursor.steps())) {
                if (!exemption.dangerousKeys()) {
                    throw refused(cursor.path(), DANGEROUS_KEY);
                }
                waive(cursor.path(), DANGEROUS_KEY);
            }
        }

        private static boolean isDangerous(JsonCursor cursor) {
            int length = cursor.stop() - cursor.start();
            return (cursor.hasEscapes() || length >= SHORTEST && length <= LONGEST)
                    && DANGEROUS.contains(cursor.text());
        }

        private boolean isDeclared(List<String> steps) {
            if (declared.isEmpty()) {
                declared = Optional.of(new DeclaredNames(schema.tree()));
            }
            return declared.get().declares(steps);
        }

        private void text(JsonCursor cursor) {
            if (cursor.hasEscapes() && hasLoneSurrogate(cursor.text())) {
                throw refused(cursor.path(), LONE_SURROGATE);
            }
            if (pathTraversal && isTelling(cursor)) {
                PathRule.breach(cursor.text()).ifPresent(rule -> path(cursor.path(), rule));
            }
        }

        /** Whether the bytes hold anything a path needs; most texts do not. */
        private static boolean isTelling(JsonCursor cursor) {
            var bytes = cursor.source();
            for (int at = cursor.start(); at < cursor.stop(); at++) {
                byte b = bytes[at];
                if (TELLING[b & 0xFF] || b == '.' && bytes[at + 1] == '.') {
                    return true;
                }
            }
            return false;
        }

        private void path(String path, String rule) {
            if (!pathTraversal) {
                return;
            }
            if (!exemption.pathTraversal()) {
                throw refused(path, rule);
            }
            waive(path, rule);
        }

        private void waive(String path, String rule) {
            if (waived.isEmpty()) {
                waived = Optional.of(new Refusal.InvalidArguments(path, rule));
            }
        }
    }
}
