package io.nexusmcp.upstream;

import io.nexusmcp.core.route.Exchange;
import io.nexusmcp.core.route.Resumption;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.InputRequired;
import io.nexusmcp.protocol.MetaKey;
import io.nexusmcp.protocol.MetaStamp;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.TaskSupport;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Optional;

/** Puts into the parameters of a request what belongs to this hop: revision, capabilities, progress token, level. */
final class Stamp {
    private static final JsonSlice CLIENT_INFO =
            JsonSlice.trusted("{\"name\":\"nexus-mcp-hub\",\"version\":\"0.1.0\"}");
    private static final JsonSlice NOTHING = JsonSlice.trusted("{}");
    private static final MetaStamp STAMP = new MetaStamp(CLIENT_INFO, NOTHING);

    private Stamp() {}

    /** Parameters of the request {@code id} in the modern era, where every request describes its hop. */
    static JsonSlice modern(JsonObject params, long id, Exchange exchange) {
        var abilities = exchange.abilities();
        boolean isPlain = abilities.isEmpty() && !exchange.takesTasks();
        var stamp = isPlain ? STAMP : new MetaStamp(CLIENT_INFO, declaration(abilities, exchange.takesTasks()));
        var own = exchange.resumption().map(brought -> resumed(params, brought)).orElse(params);
        return stamp.modern(own, exchange.logLevel(), token(id, exchange)).whole();
    }

    private static JsonSlice declaration(ClientAbilities abilities, boolean takesTasks) {
        var declared = abilities.declaration();
        return takesTasks ? TaskSupport.extended(declared.asObject()).whole() : declared;
    }

    private static JsonObject resumed(JsonObject params, Resumption brought) {
        var edit = params.edit();
        if (!brought.responses().isEmpty()) {
            edit.set(InputRequired.RESPONSES, InputRequired.write(brought.responses()));
        }
        brought.state().ifPresent(state -> edit.set(InputRequired.STATE, state));
        return edit.object();
    }

    /** Parameters of the request {@code id} in the legacy era; they stay as they are where no progress is wanted. */
    static JsonSlice legacy(JsonObject params, long id, Exchange exchange) {
        return MetaStamp.legacy(params, token(id, exchange)).whole();
    }

    /** A request's number is its progress token as well. */
    private static Optional<JsonSlice> token(long id, Exchange exchange) {
        return exchange.wantsProgress() ? Optional.of(JsonSlice.trusted(Long.toString(id))) : Optional.empty();
    }

    /** Parameters of {@code initialize}; the server may ask no more than is declared here. */
    static JsonObject initialize(ClientAbilities declared) {
        return JsonObject.EMPTY
                .edit()
                .set("protocolVersion", Revision.NEWEST_LEGACY.text())
                .set("capabilities", declared.declaration())
                .set("clientInfo", CLIENT_INFO)
                .object();
    }

    /** Whether a progress notification carries the token that {@link #modern} or {@link #legacy} gave. */
    static boolean isTokenOf(JsonObject params, long id) {
        return token(params).filter(token -> token == id).isPresent();
    }

    /** The token of a progress notification, if it can be one of ours. */
    static Optional<Long> token(JsonObject params) {
        return params.get(MetaKey.PROGRESS_TOKEN).flatMap(token -> {
            try {
                return Optional.of(Long.valueOf(token.text()));
            } catch (NumberFormatException _) {
                return Optional.empty();
            }
        });
    }
}
