package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.limit.Allowance;
import io.nexusmcp.protocol.Era;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.JsonRpc;
import io.nexusmcp.protocol.ProtocolError;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.protocol.json.JsonText;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The one table from refusals to answers. */
final class Replies {
    private static final Map<String, String> NO_HEADERS = Map.of();

    private Replies() {}

    static Reply to(Refusal refusal, Asker asker) {
        return switch (refusal) {
            case Refusal.AtTheDoor(var _, var status) -> error(asker, status, status, "Not accepted", NO_HEADERS);
            case Refusal.Unauthenticated _ ->
                error(asker, 401, 401, "Authentication required", Map.of("WWW-Authenticate", "Bearer realm=\"nexus\""));
            case Refusal.AmbiguousCredentials _ ->
                error(asker, 400, ErrorCode.INVALID_REQUEST, "Send exactly one credential", NO_HEADERS);
            case Refusal.Forbidden _ -> error(asker, 403, 403, "Not permitted", NO_HEADERS);
            case Refusal.RateLimited limited -> rateLimited(asker, limited);
            case Refusal.TooManyAtOnce(var allowed) ->
                error(asker, 429, 429, "More than " + allowed + " requests at once", Map.of("Retry-After", "1"));
            case Refusal.TooManyTasks(var allowed) ->
                error(asker, 429, 429, "More than " + allowed + " tasks", Map.of("Retry-After", "60"));
            case Refusal.TooLarge(var maxBytes) ->
                error(asker, 413, 413, "The body is larger than " + maxBytes + " bytes", NO_HEADERS);
            case Refusal.TooSlow _ -> error(asker, 408, 408, "The body did not arrive in time", NO_HEADERS);
            case Refusal.Malformed(var problem) -> json(asker, problem, NO_HEADERS);
            case Refusal.Unknown(var kind, var _) -> unknown(asker, kind);
            case Refusal.InvalidArguments(var path, var rule) -> invalidArguments(asker, path, rule);
            case Refusal.UnknownSession _ ->
                error(asker, 404, ErrorCode.SESSION_NOT_FOUND, "Session not found", NO_HEADERS);
            case Refusal.UpstreamFailed _ ->
                error(
                        asker,
                        200,
                        ErrorCode.INTERNAL_ERROR,
                        "The server did not answer (incident " + asker.traceId() + ")",
                        NO_HEADERS);
            case Refusal.Withheld(var rule) -> withheld(asker, rule);
            case Refusal.Unanswered(var why) -> failed(asker, why);
            case Refusal.Cancelled _ ->
                error(asker, 200, ErrorCode.INTERNAL_ERROR, "The request was cancelled", NO_HEADERS);
            case Refusal.Unavailable _ ->
                error(
                        asker,
                        503,
                        ErrorCode.INTERNAL_ERROR,
                        "The hub cannot serve requests now (incident " + asker.traceId() + ")",
                        Map.of("Retry-After", "5"));
        };
    }

    /** For what nobody foresaw; the log has the rest under the same id. */
    static Reply incident(Asker asker) {
        return error(
                asker, 200, ErrorCode.INTERNAL_ERROR, "Internal error (incident " + asker.traceId() + ")", NO_HEADERS);
    }

    /** How much the caller may still ask. */
    static Map<String, String> headers(Allowance allowance) {
        return Map.of(
                "X-RateLimit-Limit", Long.toString(allowance.limit()),
                "X-RateLimit-Remaining", Long.toString(allowance.remaining()),
                "X-RateLimit-Reset", Long.toString(allowance.reset().toSeconds()));
    }

    /** The same answer, telling the caller how much it may still ask. */
    static Reply withAllowance(Reply reply, Allowance allowance) {
        var headers = new LinkedHashMap<>(reply.headers());
        headers.putAll(headers(allowance));
        return switch (reply) {
            case Reply.Json(var status, var body, var _) -> new Reply.Json(status, body, headers);
            case Reply.Empty(var status, var _) -> new Reply.Empty(status, headers);
            case Reply.Listen(var feed, var _) -> new Reply.Listen(feed, headers);
            case Reply.Connected connected -> connected;
        };
    }

    private static Reply rateLimited(Asker asker, Refusal.RateLimited limited) {
        long seconds = seconds(limited.retryAfter());
        var headers = new LinkedHashMap<String, String>();
        headers.put("Retry-After", Long.toString(seconds));
        headers.put("X-RateLimit-Limit", Long.toString(limited.allowed()));
        headers.put("X-RateLimit-Remaining", "0");
        headers.put("X-RateLimit-Reset", Long.toString(seconds));
        return error(asker, 429, 429, "Too many requests; retry in " + seconds + " s", headers);
    }

    private static Reply unknown(Asker asker, String kind) {
        if (kind.equals("endpoint")) {
            return error(asker, 404, 404, "No such endpoint", NO_HEADERS);
        }
        boolean isLegacyResource = kind.equals("resource") && asker.era() == Era.LEGACY;
        int code = isLegacyResource ? ErrorCode.RESOURCE_NOT_FOUND : ErrorCode.INVALID_PARAMS;
        var error = ProtocolError.of(200, code, "Unknown " + kind);
        return json(asker, asker.uri().map(uri -> error.withData(uriData(uri))).orElse(error), NO_HEADERS);
    }

    private static JsonSlice uriData(String uri) {
        return JsonSlice.trusted("{\"uri\":" + JsonText.quote(uri) + "}");
    }

    private static Reply invalidArguments(Asker asker, String path, String rule) {
        var text = "Invalid arguments at " + path + ": " + rule;
        return asker.callsTool()
                ? toolError(asker, text)
                : error(asker, 200, ErrorCode.INVALID_PARAMS, text, NO_HEADERS);
    }

    private static Reply withheld(Asker asker, String rule) {
        return failed(asker, "The answer was withheld: " + rule);
    }

    /** Something the model may read and act on, where the method has a way to say so. */
    private static Reply failed(Asker asker, String text) {
        return asker.callsTool()
                ? toolError(asker, text)
                : error(asker, 200, ErrorCode.INTERNAL_ERROR, text, NO_HEADERS);
    }

    /** A result the model can read and repair, as MCP asks for bad argument values since 2025-11-25. */
    private static Reply toolError(Asker asker, String text) {
        var complete = asker.era() == Era.MODERN ? "\"resultType\":\"complete\"," : "";
        var result = "{" + complete + "\"content\":[{\"type\":\"text\",\"text\":" + JsonText.quote(text)
                + "}],\"isError\":true}";
        return asker.id()
                .<Reply>map(id -> new Reply.Json(200, JsonRpc.result(id, JsonSlice.trusted(result)), NO_HEADERS))
                .orElseGet(() -> error(asker, 200, ErrorCode.INVALID_PARAMS, text, NO_HEADERS));
    }

    private static Reply error(Asker asker, int status, int code, String message, Map<String, String> headers) {
        return json(asker, ProtocolError.of(status, code, message), headers);
    }

    private static Reply json(Asker asker, ProtocolError error, Map<String, String> headers) {
        var answered =
                error.id().isPresent() ? error : asker.id().map(error::withId).orElse(error);
        return new Reply.Json(answered.httpStatus(), JsonRpc.error(answered, asker.era()), headers);
    }

    private static long seconds(Duration wait) {
        return Math.max(1, wait.plusMillis(999).toSeconds());
    }
}
