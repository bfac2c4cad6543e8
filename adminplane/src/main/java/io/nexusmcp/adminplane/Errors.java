package io.nexusmcp.adminplane;

import io.nexusmcp.core.Refusal;
import java.util.Map;
import java.util.Optional;

/** Says no, in one form: {@code {"error":{"code","message","hint"}}}. */
final class Errors {
    private static final String TRY_LATER = "Try again a little later.";

    private Errors() {}

    static Answer answer(int status, String code, String message, String hint) {
        var error = Json.object().set("code", code).set("message", message).set("hint", hint);
        return Answer.json(status, Json.object().set("error", error.slice()));
    }

    static Answer of(AdminProblem problem) {
        return answer(problem.status(), problem.code(), String.valueOf(problem.getMessage()), problem.hint());
    }

    /** A bug: the incident's id leads to the log, which has the rest. */
    static Answer internal(String traceId) {
        return answer(500, "internal", "The hub failed at this.", "The log has it under the trace id " + traceId + ".");
    }

    static Answer of(Refusal refusal) {
        return switch (refusal) {
            case Refusal.AtTheDoor(var _, var status) -> answer(status, "refused", "Not accepted.", "");
            case Refusal.Unauthenticated _ ->
                with(
                        answer(
                                401,
                                "unauthenticated",
                                "A key that holds is needed.",
                                "Send it as Authorization: Bearer, or in the API key header."),
                        "WWW-Authenticate",
                        "Bearer realm=\"nexus\"");
            case Refusal.AmbiguousCredentials _ ->
                answer(400, "ambiguous_credentials", "There is more than one credential.", "Send exactly one.");
            case Refusal.Forbidden forbidden ->
                answer(
                        403,
                        "forbidden",
                        "This key may not do that.",
                        "It needs the permission " + forbidden.permission() + ".");
            case Refusal.RateLimited limited ->
                with(
                        answer(429, "rate_limited", "There were too many requests.", TRY_LATER),
                        "Retry-After",
                        Long.toString(Math.max(1, limited.retryAfter().toSeconds())));
            case Refusal.TooManyAtOnce _ ->
                answer(429, "too_many_at_once", "There are too many requests at the same time.", TRY_LATER);
            case Refusal.TooManyTasks _ -> answer(429, "too_many_tasks", "There are too many tasks.", TRY_LATER);
            case Refusal.TooLarge large ->
                answer(413, "too_large", "The body is too large.", "At most " + large.maxBytes() + " bytes.");
            case Refusal.Unanswered unanswered -> answer(502, "unanswered", unanswered.why() + ".", "");
            case Refusal.TooSlow _ -> answer(408, "too_slow", "The body came too slowly.", TRY_LATER);
            case Refusal.Malformed malformed ->
                answer(
                        malformed.error().httpStatus(),
                        "malformed",
                        malformed.error().message(),
                        "Send one well-formed request.");
            case Refusal.Unknown _, Refusal.UnknownSession _ ->
                answer(404, "not_found", "There is no such thing.", "List what there is.");
            case Refusal.InvalidArguments arguments ->
                answer(400, "invalid_arguments", "An argument breaks a rule.", arguments.rule());
            case Refusal.UpstreamFailed _, Refusal.Withheld _ ->
                answer(502, "server_failed", "The server did not give an answer that can be passed on.", TRY_LATER);
            case Refusal.Cancelled _ -> answer(503, "cancelled", "The request was cancelled.", TRY_LATER);
            case Refusal.Unavailable unavailable ->
                answer(503, "unavailable", "The hub cannot serve now: " + unavailable.component() + ".", TRY_LATER);
        };
    }

    static Answer with(Answer answer, String header, String value) {
        return new Answer(
                answer.status(),
                answer.contentType(),
                answer.body(),
                Map.of(header, value),
                Optional.empty(),
                answer.isRecorded());
    }
}
