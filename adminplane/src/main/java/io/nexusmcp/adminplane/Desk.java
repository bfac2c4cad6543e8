package io.nexusmcp.adminplane;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.audit.Audit;
import io.nexusmcp.core.audit.AuditEntry;
import io.nexusmcp.core.audit.AuditEvent;
import io.nexusmcp.core.identity.Caller;
import io.nexusmcp.protocol.Headers;
import io.nexusmcp.protocol.json.JsonLimits;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of an admin request, from its headers to its answer. Exactly one audit event is written for each. */
final class Desk {
    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
    private static final Pattern JSON =
            Pattern.compile("application/json(;\\s*charset=\"?utf-8\"?)?", Pattern.CASE_INSENSITIVE);
    private static final JsonLimits LIMITS = JsonLimits.DEFAULT;

    private static final Caller NOBODY =
            new Caller("nobody", Caller.Kind.ANONYMOUS, "nobody", Set.of(), Set.of(), Caller.DEFAULT_WORKSPACE);

    private final Supplier<AdminAccess> access;
    private final Audit audit;
    private final RouteTable table;

    Desk(Supplier<AdminAccess> access, Audit audit, RouteTable table) {
        this.access = access;
        this.audit = audit;
        this.table = table;
    }

    /**
     * A request as it came.
     *
     * @param query parameters, each with all its values
     * @param body reads at most so many bytes; {@link Refused} when there are more or they come too slowly
     */
    record Asked(
            String method,
            String rawPath,
            Map<String, List<String>> query,
            Headers headers,
            InetAddress peer,
            String traceId,
            IntFunction<byte[]> body) {}

    Answer answer(Asked asked) {
        var matches = table.at(asked.rawPath());
        try {
            var open = chosen(matches, asked).filter(match -> match.route().access() instanceof Access.Public);
            if (open.isPresent()) {
                return open.get().route().action().answer(request(NOBODY, access.get(), asked, open.get()));
            }
            return recorded(asked, access.get(), matches);
        } catch (Refused refused) {
            // from closing the entry: what cannot be recorded is not answered
            return Errors.of(refused.refusal());
        } catch (AdminProblem problem) {
            return Errors.of(problem);
        }
    }

    private Answer recorded(Asked asked, AdminAccess inForce, List<RouteTable.Match> matches) {
        try (var entry = audit.open(AuditEvent.Kind.ADMIN, asked.traceId(), asked.peer())) {
            entry.withPolicy(inForce.policyVersion());
            try {
                requireAudit();
                var caller = entry.calledBy(inForce.authenticate(asked.headers(), asked.peer()));
                var match = route(asked, matches);
                note(entry, match, Optional.empty());
                authorize(caller, inForce, match);
                var answer = match.route().action().answer(request(caller, inForce, asked, match));
                note(entry, match, answer.target());
                entry.allowed();
                if (answer.isRecorded()) {
                    entry.recordedElsewhere();
                }
                return answer;
            } catch (Refused refused) {
                entry.denied(refused.refusal());
                return Errors.of(refused.refusal());
            } catch (AdminProblem problem) {
                entry.denied(problem.code(), String.valueOf(problem.getMessage()));
                return Errors.of(problem);
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError bug) {
                LOG.error("an admin request failed, trace id {}", asked.traceId(), bug);
                entry.failed("internal", bug.getClass().getSimpleName());
                return Errors.internal(asked.traceId());
            }
        }
    }

    private void requireAudit() {
        if (!audit.isWritable()) {
            throw new Refused(new Refusal.Unavailable("audit"));
        }
    }

    private static void authorize(Caller caller, AdminAccess inForce, RouteTable.Match match) {
        if (match.route().access() instanceof Access.Needs needs
                && !(needs.orIsOwn() && isOwn(caller, match))
                && !inForce.permits(caller, needs.action(), needs.resource())) {
            throw new Refused(new Refusal.Forbidden(needs.toString()));
        }
    }

    private static boolean isOwn(Caller caller, RouteTable.Match match) {
        return caller.bounds()
                .key()
                .equals(Optional.ofNullable(match.variables().get("id")));
    }

    private static Optional<RouteTable.Match> chosen(List<RouteTable.Match> matches, Asked asked) {
        return matches.stream()
                .filter(match -> match.route().method().name().equals(asked.method()))
                .findFirst();
    }

    private static RouteTable.Match route(Asked asked, List<RouteTable.Match> matches) {
        if (matches.isEmpty()) {
            throw AdminProblem.notFound("address");
        }
        return chosen(matches, asked)
                .orElseThrow(() -> new AdminProblem(
                        405, "method_not_allowed", "This address takes other methods.", RouteTable.methods(matches)));
    }

    private static AdminRequest request(Caller caller, AdminAccess inForce, Asked asked, RouteTable.Match match) {
        return new AdminRequest(
                caller,
                inForce,
                asked.peer(),
                asked.headers(),
                asked.traceId(),
                match.variables(),
                input(asked, match.route()));
    }

    private static Input input(Asked asked, Route route) {
        if (route.method() == Route.Method.GET) {
            return Input.ofQuery(asked.query(), route.fields());
        }
        if (!asked.query().isEmpty()) {
            throw AdminProblem.badRequest("This request takes no query.", "Fields go into the JSON body.");
        }
        // A browser cannot send this type to another site without asking first, so forged requests stop here.
        if (route.method() == Route.Method.POST
                && asked.headers()
                        .only("Content-Type")
                        .filter(JSON.asMatchPredicate())
                        .isEmpty()) {
            throw new AdminProblem(
                    415, "unsupported_type", "The body must be JSON.", "Send Content-Type: application/json.");
        }
        return Input.ofBody(asked.body().apply(route.maxBodyBytes()), route.fields(), LIMITS);
    }

    private static void note(AuditEntry entry, RouteTable.Match match, Optional<String> found) {
        var variables = match.variables();
        var target = found.or(() -> Optional.ofNullable(variables.get("tool")))
                .or(() -> Optional.ofNullable(variables.get("id")));
        entry.asked(match.route().operation(), Optional.ofNullable(variables.get("server")), target, Optional.empty());
    }
}
