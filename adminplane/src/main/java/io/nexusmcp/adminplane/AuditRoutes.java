package io.nexusmcp.adminplane;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.audit.AuditTrail;
import io.nexusmcp.core.limit.Concurrency;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Reading the audit log and checking it. */
final class AuditRoutes {
    private static final Access READ = Access.needs("read", "audit");
    private static final Field FROM = Field.optional("from", Field.Type.INSTANT, "not before");
    private static final Field TO = Field.optional("to", Field.Type.INSTANT, "not after");
    private static final int USUAL = 100;
    private static final int MOST = 1_000;
    /** A search that finds nothing reads up to a gigabyte. */
    private static final int SEARCHES_PER_CALLER = 2;

    private static final int SEARCHES_IN_ALL = 4;
    private static final int FOLLOWS_PER_CALLER = 4;
    private static final int FOLLOWS_IN_ALL = 32;

    private final AdminPorts.Records records;
    private final Follows follows = new Follows();
    private final Concurrency following = new Concurrency(FOLLOWS_PER_CALLER, FOLLOWS_IN_ALL);
    private final Concurrency searching = new Concurrency(SEARCHES_PER_CALLER, SEARCHES_IN_ALL);
    private final Semaphore verifying = new Semaphore(1);

    AuditRoutes(AdminPorts.Records records) {
        this.records = records;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/v1/audit",
                        READ,
                        "audit/search",
                        "Finds the newest events that match all conditions, oldest first.",
                        this::search,
                        FROM,
                        TO,
                        Field.optional("caller", Field.Type.TEXT, "id of a caller, such as `key:…`"),
                        Field.optional("server", Field.Type.TEXT, "name of a server"),
                        Field.optional("target", Field.Type.TEXT, "tool, prompt, resource or what was administered"),
                        Field.optional("outcome", Field.Type.TEXT, "`allowed`, `denied` or `failed`"),
                        Field.optional("text", Field.Type.TEXT, "anywhere in the line"),
                        Field.optional("limit", Field.Type.NUMBER, "100 by default, at most 1000")),
                Route.get(
                        "/api/v1/audit/after",
                        READ,
                        "audit/follow",
                        "Waits a little for events after a sequence number. Ask again with `next`; all of it together"
                                + " is one audit event.",
                        this::follow,
                        Field.optional("seq", Field.Type.NUMBER, "the newest one by default"),
                        Field.optional("limit", Field.Type.NUMBER, "100 by default, at most 1000")),
                Route.post(
                        "/api/v1/audit/verify",
                        READ,
                        "audit/verify",
                        "Checks the chain of the whole log, which may take a while.",
                        _ -> verify()));
    }

    private Answer search(AdminRequest request) {
        try (var _ = place(searching, request)) {
            return Answer.json(Json.object()
                    .set("events", events(records.trail().search(query(request.input())))));
        }
    }

    private static AuditTrail.Query query(Input input) {
        return new AuditTrail.Query(
                input.instant(FROM),
                input.instant(TO),
                input.text("caller"),
                input.text("server"),
                input.text("target"),
                outcome(input.text("outcome")),
                input.text("text"),
                limit(input));
    }

    private static Concurrency.Place place(Concurrency places, AdminRequest request) {
        return places.enter(request.caller().id())
                .orElseThrow(() -> new Refused(new Refusal.TooManyAtOnce(places.maxPerKey())));
    }

    private Answer follow(AdminRequest request) {
        try (var _ = place(following, request)) {
            return follow(request.input(), request.caller().id());
        }
    }

    private Answer follow(Input input, String caller) {
        long from = input.number("seq", -1, Long.MAX_VALUE);
        long after = from < 0 ? newest() : from;
        var lines = records.trail().after(after, limit(input));
        long next = lines.isEmpty() ? after : sequence(lines.getLast());
        var answer = Answer.json(Json.object().set("events", events(lines)).set("next", Json.number(next)));
        boolean isGoingOn = follows.isGoingOn(caller, after);
        follows.goOn(caller, next);
        return isGoingOn ? answer.recorded() : answer;
    }

    private long newest() {
        var none = Optional.<String>empty();
        var lines = records.trail()
                .search(new AuditTrail.Query(Optional.empty(), Optional.empty(), none, none, none, none, none, 1));
        return lines.isEmpty() ? 0 : sequence(lines.getLast());
    }

    private Answer verify() {
        if (!verifying.tryAcquire()) {
            throw AdminProblem.conflict("The log is being checked already.");
        }
        try {
            var report = records.verifier().get();
            return Answer.json(Json.object()
                    .set("intact", Json.truth(report.isIntact()))
                    .set("lines", Json.number(report.lines()))
                    .set("files", Json.number(report.files()))
                    .set("findings", Json.texts(report.findings())));
        } finally {
            verifying.release();
        }
    }

    private static int limit(Input input) {
        return Math.max(1, (int) input.number("limit", USUAL, MOST));
    }

    private static Optional<String> outcome(Optional<String> text) {
        if (text.isPresent() && !List.of("allowed", "denied", "failed").contains(text.get())) {
            throw Input.wrong("outcome", "word: allowed, denied or failed");
        }
        return text;
    }

    private static JsonSlice events(List<String> lines) {
        return Json.list(lines.stream().map(JsonSlice::trusted).toList());
    }

    private static long sequence(String line) {
        return Long.parseLong(JsonSlice.trusted(line.getBytes(UTF_8))
                .asObject()
                .get("seq")
                .orElseThrow()
                .text());
    }
}
