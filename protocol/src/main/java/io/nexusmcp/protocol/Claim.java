package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.protocol.json.JsonText;
import java.util.Optional;

/**
 * A request's own word for the revision it speaks: the reserved keys in {@code params._meta}.
 *
 * @param version the version claimed; empty also when the claim is not a usable text
 */
record Claim(Optional<JsonObject> meta, Optional<String> version) {
    static final int MAX_VERSION_LENGTH = 64;
    private static final JsonSlice SUPPORTED = JsonSlice.trusted("[" + JsonText.quote(Revision.NEWEST.text()) + "]");

    /** {@link ProtocolException} when {@code _meta} is not an object. */
    static Claim of(JsonObject params) {
        var meta = params.object("_meta");
        if (meta.isEmpty() && params.has("_meta")) {
            throw malformed("params._meta must be an object");
        }
        var version = meta.flatMap(keys -> keys.get(MetaKey.PROTOCOL_VERSION))
                .filter(value -> value.isString() && value.length() <= MAX_VERSION_LENGTH)
                .map(JsonSlice::asString);
        return new Claim(meta, version);
    }

    boolean isPresent() {
        return meta.filter(keys -> keys.has(MetaKey.PROTOCOL_VERSION)).isPresent();
    }

    boolean namesLegacy() {
        return version.filter(text -> !VersionHeader.isModern(text)).isPresent();
    }

    boolean isValidModern() {
        return version.filter(VersionHeader::isModern).isPresent() && problem().isEmpty();
    }

    /** Refuses a request whose required keys are missing or of the wrong type. */
    void requireValid() {
        problem().ifPresent(problem -> {
            throw malformed(problem);
        });
    }

    /** The claimed revision, if the hub serves it; {@link ProtocolException} that lists the served ones if not. */
    Revision served() {
        var text = version.orElseThrow(() -> malformed(MetaKey.PROTOCOL_VERSION + " must be a version"));
        var revision = Revision.of(text).filter(known -> known.era() == Era.MODERN);
        return revision.orElseThrow(() -> unsupported(text));
    }

    private Optional<String> problem() {
        if (meta.isEmpty()) {
            return Optional.of("params._meta is missing");
        }
        var keys = meta.get();
        if (!keys.has(MetaKey.PROTOCOL_VERSION)) {
            return Optional.of(MetaKey.PROTOCOL_VERSION + " is missing in params._meta");
        }
        if (version.isEmpty()) {
            return Optional.of(MetaKey.PROTOCOL_VERSION + " must be a version");
        }
        if (keys.get(MetaKey.CLIENT_CAPABILITIES).filter(JsonSlice::isObject).isEmpty()) {
            return Optional.of(MetaKey.CLIENT_CAPABILITIES + " must be an object in params._meta");
        }
        if (keys.get(MetaKey.CLIENT_INFO).filter(value -> !value.isObject()).isPresent()) {
            return Optional.of(MetaKey.CLIENT_INFO + " must be an object");
        }
        return Optional.empty();
    }

    static ProtocolException unsupported(String requested) {
        var data = JsonSlice.trusted(
                "{\"supported\":" + SUPPORTED.text() + ",\"requested\":" + JsonText.quote(requested) + "}");
        return new ProtocolException(
                ProtocolError.of(400, ErrorCode.UNSUPPORTED_PROTOCOL_VERSION, "Unsupported protocol version")
                        .withData(data));
    }

    private static ProtocolException malformed(String message) {
        return ProtocolException.of(400, ErrorCode.INVALID_PARAMS, message);
    }
}
