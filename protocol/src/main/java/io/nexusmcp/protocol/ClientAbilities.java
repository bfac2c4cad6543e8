package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * What a client says it can be asked. Self-reported, and a reason to ask only.
 *
 * @param bits small enough to be sealed into a session id
 */
public record ClientAbilities(int bits) {
    public static final ClientAbilities NONE = new ClientAbilities(0);

    private static final int ROOTS = 1;
    private static final int SAMPLING = 1 << 1;
    private static final int FORM = 1 << 2;
    private static final int SAMPLING_TOOLS = 1 << 4;
    private static final int URL = 1 << 5;
    private static final int SAMPLING_CONTEXT = 1 << 6;

    /** What a {@code capabilities} object declares, as far as the client's revision knows it. */
    public static ClientAbilities of(JsonObject capabilities, Revision client) {
        int bits = capabilities.has("roots") ? ROOTS : 0;
        var sampling = capabilities.object("sampling");
        if (sampling.isPresent()) {
            bits |= SAMPLING;
            if (client.isAtLeast(Revision.V2025_11_25)) {
                bits |= (sampling.get().has("tools") ? SAMPLING_TOOLS : 0)
                        | (sampling.get().has("context") ? SAMPLING_CONTEXT : 0);
            }
        }
        if (client.isAtLeast(Revision.V2025_06_18)) {
            bits |= capabilities
                    .object("elicitation")
                    .map(modes -> elicitation(modes, client))
                    .orElse(0);
        }
        return bits == 0 ? NONE : new ClientAbilities(bits);
    }

    /** No mode at all means forms, as before there were modes. */
    private static int elicitation(JsonObject modes, Revision client) {
        if (!client.isAtLeast(Revision.V2025_11_25)) {
            return FORM;
        }
        int url = modes.has("url") ? URL : 0;
        return modes.has("form") || url == 0 ? url | FORM : url;
    }

    public boolean isEmpty() {
        return bits == 0;
    }

    /** The {@code capabilities} object that declares them to a server. */
    public JsonSlice declaration() {
        var declared = new StringJoiner(",", "{", "}");
        if (has(ROOTS)) {
            declared.add("\"roots\":{}");
        }
        if (has(SAMPLING)) {
            declared.add("\"sampling\":"
                    + parts(has(SAMPLING_TOOLS) ? "tools" : "", has(SAMPLING_CONTEXT) ? "context" : ""));
        }
        if (has(FORM | URL)) {
            declared.add("\"elicitation\":" + parts(has(FORM) ? "form" : "", has(URL) ? "url" : ""));
        }
        return JsonSlice.trusted(declared.toString());
    }

    private static String parts(String... names) {
        var parts = new StringJoiner(",", "{", "}");
        for (var name : names) {
            if (!name.isEmpty()) {
                parts.add("\"" + name + "\":{}");
            }
        }
        return parts.toString();
    }

    /** The capabilities that a question needs and the client has not; empty when it may be asked. */
    public Optional<JsonSlice> lacking(String method, JsonObject params) {
        return switch (method) {
            case "roots/list" -> unless(ROOTS, "{\"roots\":{}}");
            case "sampling/createMessage" ->
                params.has("tools") || params.has("toolChoice")
                        ? unless(SAMPLING_TOOLS, "{\"sampling\":{\"tools\":{}}}")
                        : unless(SAMPLING, "{\"sampling\":{}}");
            case "elicitation/create" ->
                Elicitation.isUrl(params)
                        ? unless(URL, "{\"elicitation\":{\"url\":{}}}")
                        : unless(FORM, "{\"elicitation\":{\"form\":{}}}");
            default -> Optional.of(JsonSlice.trusted("{}"));
        };
    }

    private Optional<JsonSlice> unless(int bit, String needed) {
        return has(bit) ? Optional.empty() : Optional.of(JsonSlice.trusted(needed));
    }

    private boolean has(int any) {
        return (bits & any) != 0;
    }
}
