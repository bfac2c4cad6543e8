package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Optional;

/**
 * What a request's {@code _meta} says about its client and what it wants on the way. Self-reported: never a reason to
 * permit anything. Only the token exists in the legacy era too.
 *
 * @param progressToken a string or number of the client's own
 */
public record ModernMeta(
        Optional<JsonObject> clientInfo,
        Optional<JsonObject> clientCapabilities,
        Optional<LogLevel> logLevel,
        Optional<JsonSlice> progressToken) {

    private static final int MAX_TOKEN_LENGTH = 256;
    private static final ModernMeta NONE =
            new ModernMeta(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** {@link ProtocolException} for an unknown level and a token of the wrong type. */
    public static ModernMeta of(JsonObject params) {
        return params.object("_meta").map(ModernMeta::read).orElse(NONE);
    }

    private static ModernMeta read(JsonObject meta) {
        return new ModernMeta(
                meta.object(MetaKey.CLIENT_INFO),
                meta.object(MetaKey.CLIENT_CAPABILITIES),
                meta.get(MetaKey.LOG_LEVEL).map(ModernMeta::level),
                meta.get(MetaKey.PROGRESS_TOKEN).map(ModernMeta::token));
    }

    private static LogLevel level(JsonSlice value) {
        return Optional.of(value)
                .filter(JsonSlice::isString)
                .flatMap(text -> LogLevel.of(text.asString()))
                .orElseThrow(() -> invalid(MetaKey.LOG_LEVEL + " must be a log level of RFC 5424"));
    }

    private static JsonSlice token(JsonSlice value) {
        if (!value.isString() && !value.isNumber() || value.length() > MAX_TOKEN_LENGTH) {
            throw invalid("progressToken must be a short string or a number");
        }
        return value;
    }

    private static ProtocolException invalid(String message) {
        return ProtocolException.of(200, ErrorCode.INVALID_PARAMS, message);
    }
}
