package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Optional;

/**
 * What the hub says about itself in the {@code _meta} of each request to a server.
 *
 * @param clientInfo the hub's {@code Implementation} object
 * @param clientCapabilities what servers may ask the hub for
 */
public record MetaStamp(JsonSlice clientInfo, JsonSlice clientCapabilities) {
    private static final JsonSlice VERSION = JsonSlice.string(Revision.NEWEST.text());

    /** Parameters of a modern request; keys of other parties stay. */
    public JsonObject modern(JsonObject params, Optional<LogLevel> logLevel, Optional<JsonSlice> progressToken) {
        var meta = params.object("_meta").orElse(JsonObject.EMPTY).edit();
        meta.set(MetaKey.PROTOCOL_VERSION, VERSION);
        meta.set(MetaKey.CLIENT_INFO, clientInfo);
        meta.set(MetaKey.CLIENT_CAPABILITIES, clientCapabilities);
        logLevel.ifPresent(level -> meta.set(MetaKey.LOG_LEVEL, level.text()));
        progressToken.ifPresent(token -> meta.set(MetaKey.PROGRESS_TOKEN, token));
        return params.edit().set("_meta", meta.object()).object();
    }

    /** Parameters of a legacy request, which says nothing but the token that progress is wanted for. */
    public static JsonObject legacy(JsonObject params, Optional<JsonSlice> progressToken) {
        if (progressToken.isEmpty()) {
            return params;
        }
        var meta = params.object("_meta").orElse(JsonObject.EMPTY).edit();
        meta.set(MetaKey.PROGRESS_TOKEN, progressToken.get());
        return params.edit().set("_meta", meta.object()).object();
    }
}
