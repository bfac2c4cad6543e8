package io.nexusmcp.upstream;

import io.nexusmcp.core.route.Exchange;
import io.nexusmcp.protocol.MetaKey;
import io.nexusmcp.protocol.MetaStamp;
import io.nexusmcp.protocol.Revision;
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
        return STAMP.modern(params, exchange.logLevel(), token(id, exchange)).whole();
    }

    /** Parameters of the request {@code id} in the legacy era; they stay as they are where no progress is wanted. */
    static JsonSlice legacy(JsonObject params, long id, Exchange exchange) {
        return MetaStamp.legacy(params, token(id, exchange)).whole();
    }

    /** A request's number is its progress token as well. */
    private static Optional<JsonSlice> token(long id, Exchange exchange) {
        return exchange.wantsProgress() ? Optional.of(JsonSlice.trusted(Long.toString(id))) : Optional.empty();
    }

    /** Parameters of {@code initialize}. No client capabilities are declared, so servers have nothing to ask. */
    static JsonObject initialize() {
        return JsonObject.EMPTY
                .edit()
                .set("protocolVersion", Revision.NEWEST_LEGACY.text())
                .set("capabilities", NOTHING)
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
