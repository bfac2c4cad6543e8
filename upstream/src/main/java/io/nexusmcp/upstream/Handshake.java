package io.nexusmcp.upstream;

import io.nexusmcp.protocol.Era;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.List;
import java.util.Optional;

/** Reads what servers answer to {@code initialize} and {@code server/discover}. */
final class Handshake {
    static final String DISCOVER = "server/discover";
    static final String INITIALIZE = "initialize";

    private Handshake() {}

    /** {@link UpstreamException} when the server refuses or chooses a revision that is not a legacy one. */
    static Greeting initialized(Message answer) {
        var result = object(answer, INITIALIZE);
        var revision = result.string("protocolVersion")
                .flatMap(Revision::of)
                .filter(chosen -> chosen.era() == Era.LEGACY)
                .orElseThrow(() -> new UpstreamException("the server chose a revision that the hub does not know"));
        return new Greeting(
                revision, result.object("capabilities").orElse(JsonObject.EMPTY), result.string("instructions"));
    }

    static Greeting discovered(Message answer) {
        var result = object(answer, DISCOVER);
        if (!speaksNewest(result.get("supportedVersions"))) {
            throw new UpstreamException("the server speaks no modern revision that the hub knows");
        }
        return new Greeting(
                Revision.NEWEST, result.object("capabilities").orElse(JsonObject.EMPTY), result.string("instructions"));
    }

    private static JsonObject object(Message answer, String method) {
        return switch (answer) {
            case Message.Result result
            when result.result().isObject() ->
                result.envelope().object("result").orElseThrow();
            case Message.Failure failure ->
                throw new UpstreamException(method + " failed with error " + failure.code());
            case Message.Result _, Message.Request _, Message.Notification _, Message.Batch _ ->
                throw new UpstreamException(method + " was not answered with an object");
        };
    }

    /** What the answer to {@code server/discover} says of the server's era. */
    static Era era(Message answer) {
        boolean isModern = switch (answer) {
            case Message.Result result ->
                speaksNewest(
                        result.envelope().object("result").flatMap(discovered -> discovered.get("supportedVersions")));
            case Message.Failure failure -> isModernError(failure);
            case Message.Request _, Message.Notification _, Message.Batch _ -> false;
        };
        return isModern ? Era.MODERN : Era.LEGACY;
    }

    private static boolean isModernError(Message.Failure failure) {
        return switch (failure.code()) {
            case ErrorCode.HEADER_MISMATCH, ErrorCode.MISSING_CLIENT_CAPABILITY -> true;
            case ErrorCode.UNSUPPORTED_PROTOCOL_VERSION ->
                speaksNewest(failure.error().object("data").flatMap(data -> data.get("supported")));
            default -> false;
        };
    }

    private static boolean speaksNewest(Optional<JsonSlice> versions) {
        return versions.filter(JsonSlice::isArray).map(JsonSlice::asArray).orElse(List.of()).stream()
                .anyMatch(version -> version.isString() && version.asString().equals(Revision.NEWEST.text()));
    }
}
