package io.nexusmcp.core.audit;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.audit.AuditEvent.Outcome;
import io.nexusmcp.core.audit.AuditEvent.Verdict;
import java.util.Optional;

/** What the log says of each refusal: whether the caller was denied or the hub or a server failed, and why. */
final class Verdicts {
    private Verdicts() {}

    static Verdict of(Refusal refusal) {
        return switch (refusal) {
            case Refusal.Unauthenticated(var why) -> denied("unauthenticated", why);
            case Refusal.AmbiguousCredentials(var why) -> denied("ambiguous_credentials", why);
            case Refusal.AtTheDoor(var rule, var status) -> denied(rule, "HTTP " + status);
            case Refusal.Forbidden(var permission) -> denied("forbidden", "needs " + permission);
            case Refusal.RateLimited(var limit, var _, var _) -> denied("rate_limited", limit);
            case Refusal.TooManyAtOnce(var allowed) -> denied("too_many_at_once", "over " + allowed + " at once");
            case Refusal.TooManyTasks(var allowed) -> denied("too_many_tasks", "over " + allowed + " tasks");
            case Refusal.TooLarge(var maxBytes) -> denied("too_large", "over " + maxBytes + " bytes");
            case Refusal.TooSlow() -> denied("too_slow");
            case Refusal.Malformed(var error) -> denied("malformed", "code " + error.code());
            case Refusal.Unknown(var kind, var why) -> denied("unknown_" + kind, why);
            // The path is spelled by the caller, so only the rule is kept.
            case Refusal.InvalidArguments(var _, var rule) -> denied("invalid_arguments", rule);
            case Refusal.UnknownSession() -> denied("unknown_session");
            case Refusal.Withheld(var rule) -> denied("withheld", rule);
            case Refusal.Unanswered(var why) ->
                new Verdict(Outcome.FAILED, Optional.of("unanswered"), Optional.of(why));
            case Refusal.Cancelled() -> new Verdict(Outcome.FAILED, Optional.of("cancelled"), Optional.empty());
            case Refusal.UpstreamFailed(var _, var why) ->
                new Verdict(Outcome.FAILED, Optional.of("upstream_failed"), Optional.of(why));
            case Refusal.Unavailable(var component) ->
                new Verdict(Outcome.FAILED, Optional.of("unavailable"), Optional.of(component));
        };
    }

    private static Verdict denied(String reason) {
        return new Verdict(Outcome.DENIED, Optional.of(reason), Optional.empty());
    }

    private static Verdict denied(String reason, String detail) {
        return new Verdict(Outcome.DENIED, Optional.of(reason), Optional.of(detail));
    }
}
