package io.nexusmcp.core.pipeline;

import static io.nexusmcp.core.pipeline.TestPipeline.legacy;
import static io.nexusmcp.core.pipeline.TestPipeline.modern;
import static io.nexusmcp.core.pipeline.TestPipeline.object;
import static io.nexusmcp.core.pipeline.TestPipeline.tool;
import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Mount;
import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.audit.Audit;
import io.nexusmcp.core.audit.AuditEvent;
import io.nexusmcp.core.audit.AuditSink;
import io.nexusmcp.core.identity.Caller;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.ProtocolError;
import io.nexusmcp.protocol.RequestId;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of answers in {@code docs/protocol.md} say what the code says; {@code -Dupdate=true} writes them anew. */
class ErrorTableTest {
    private static final Path PAGE = Path.of("..", "docs", "protocol.md");
    private static final Caller CALLER =
            new Caller("key:a", Caller.Kind.USER, "ana", Set.of(), Set.of(), Caller.DEFAULT_WORKSPACE);
    private static final List<Refusal> REFUSALS = List.of(
            new Refusal.AtTheDoor("host", 403),
            new Refusal.Unauthenticated("expired key"),
            new Refusal.AmbiguousCredentials("two keys"),
            new Refusal.Forbidden("read:metrics"),
            new Refusal.RateLimited("caller", 100, Duration.ofSeconds(12)),
            new Refusal.TooManyAtOnce(64),
            new Refusal.TooManyTasks(100),
            new Refusal.TooLarge(10_485_760),
            new Refusal.TooSlow(),
            new Refusal.Malformed(ProtocolError.of(400, ErrorCode.INVALID_REQUEST, "(see the second table)")),
            new Refusal.Unknown("tool", "nothing has this name"),
            new Refusal.Unknown("prompt", "nothing has this name"),
            new Refusal.Unknown("resource", "nothing has this name"),
            new Refusal.Unknown("endpoint", "no such server for this caller"),
            new Refusal.InvalidArguments("$.text", "type"),
            new Refusal.UnknownSession(),
            new Refusal.UpstreamFailed(new ServerName("files"), "it ended"),
            new Refusal.Withheld("output-schema"),
            new Refusal.Unanswered("The interaction has expired; start again"),
            new Refusal.Cancelled(),
            new Refusal.Unavailable("audit"));

    private final TestPipeline hub = new TestPipeline().server("files", "files", tool("read"));

    @Test
    void everyRefusal_isInTheTableWithItsAnswer() throws IOException {
        assertThat(REFUSALS.stream().map(Object::getClass).distinct().toList())
                .containsExactlyInAnyOrder(Refusal.class.getPermittedSubclasses());
        var rows = REFUSALS.stream().map(this::row).toList();
        check(
                "refusals",
                "| refusal | HTTP | code, 2026-07-28 | code, older | says | audit outcome and reason |",
                rows);
    }

    @Test
    void everyKindOfBadRequest_isInTheTableWithItsAnswer() throws IOException {
        var key = hub.admin();
        var rows = badRequests(key).map(this::row).toList();
        check("requests", "| what was sent | HTTP | code | says |", rows);
    }

    private String row(Refusal refusal) {
        var modern = answer(refusal, Revision.V2026_07_28);
        var older = answer(refusal, Revision.V2025_11_25);
        var verdict = verdict(refusal);
        return line(
                named(refusal),
                Integer.toString(modern.status()),
                code(modern),
                code(older),
                message(modern),
                verdict.outcome().name().toLowerCase(Locale.ROOT) + ", `"
                        + verdict.reason().orElse("") + "`");
    }

    private static String named(Refusal refusal) {
        return refusal instanceof Refusal.Unknown(var kind, var _)
                ? "`Unknown` " + kind
                : "`" + refusal.getClass().getSimpleName() + "`";
    }

    private Reply.Json answer(Refusal refusal, Revision revision) {
        var inbound = TestPipeline.inbound(Inbound.Verb.POST, Mount.FEDERATED, "");
        var method =
                refusal instanceof Refusal.Unknown unknown && unknown.kind().equals("resource")
                        ? "resources/read"
                        : "tools/call";
        var asker = new Asker(inbound);
        asker.asks(new Asked(
                new Context(inbound, CALLER, hub.rules, hub.catalogs.current(), ClientStream.NONE),
                revision,
                Optional.empty(),
                new Message.Request(RequestId.of(7), method, JsonObject.EMPTY, JsonObject.EMPTY)));
        return (Reply.Json) Replies.to(refusal, asker);
    }

    private static AuditEvent.Verdict verdict(Refusal refusal) {
        var events = new ArrayList<AuditEvent>();
        var sink = new AuditSink() {
            @Override
            public void append(AuditEvent event) {
                events.add(event);
            }

            @Override
            public boolean isWritable() {
                return true;
            }
        };
        var audit = new Audit(sink, List.of(), () -> TestPipeline.NOW, System::nanoTime);
        try (var entry = audit.open(TestPipeline.inbound(Inbound.Verb.POST, Mount.FEDERATED, ""))) {
            entry.denied(refusal);
        }
        return events.getFirst().verdict();
    }

    /** A request that is not acceptable, by what is wrong with it. */
    private record Bad(String what, String body, List<String> headers) {}

    private Stream<Bad> badRequests(String key) {
        var list = modern("tools/list", "");
        return Stream.of(
                new Bad("no JSON", "{\"jsonrpc\"", old(key)),
                new Bad("a name twice in one object", "{\"id\":1,\"id\":2}", old(key)),
                new Bad(
                        "an array, from any revision but 2025-03-26",
                        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
                        old(key)),
                new Bad("no `jsonrpc`, a wrong `id`, params that are no object", "{\"id\":null}", old(key)),
                new Bad("no session id (older revisions)", legacy("tools/list", ""), old(key)),
                new Bad("a session id that is unknown, ended or another's", legacy("tools/list", ""), session(key)),
                new Bad("`Mcp-Method` or `Mcp-Name` missing or unlike the body", list, named(key, "tools/call")),
                new Bad("a version the hub does not serve", version(list, "2027-01-01"), versioned(key, "2027-01-01")),
                new Bad("a 2026-07-28 request without its `_meta`", legacy("tools/list", ""), named(key, "tools/list")),
                new Bad(
                        "a method that is unknown or of the other era (2026-07-28)",
                        modern("ping", ""),
                        named(key, "ping")),
                new Bad("params of the wrong type (2026-07-28)", modern("tools/call", ""), named(key, "tools/call")),
                new Bad(
                        "a cursor that this list did not give this caller",
                        modern("tools/list", "\"cursor\":\"x\""),
                        named(key, "tools/list")),
                new Bad("an `Accept` that allows no JSON", list, notAccepted(key)));
    }

    private static String version(String body, String version) {
        return body.replace("2026-07-28", version);
    }

    private static List<String> old(String key) {
        return List.of("X-API-Key", key, "MCP-Protocol-Version", "2025-11-25");
    }

    private static List<String> session(String key) {
        return List.of("X-API-Key", key, "MCP-Protocol-Version", "2025-11-25", "Mcp-Session-Id", "x");
    }

    private static List<String> named(String key, String method) {
        return List.of("X-API-Key", key, "MCP-Protocol-Version", "2026-07-28", "Mcp-Method", method);
    }

    private static List<String> versioned(String key, String version) {
        return List.of("X-API-Key", key, "MCP-Protocol-Version", version, "Mcp-Method", "tools/list");
    }

    private static List<String> notAccepted(String key) {
        return List.of(
                "X-API-Key",
                key,
                "MCP-Protocol-Version",
                "2026-07-28",
                "Mcp-Method",
                "tools/list",
                "Accept",
                "text/html");
    }

    private String row(Bad bad) {
        var answer =
                (Reply.Json) hub.post(Mount.FEDERATED, bad.body(), bad.headers().toArray(String[]::new));
        return line(bad.what(), Integer.toString(answer.status()), code(answer), message(answer));
    }

    private static String code(Reply.Json answer) {
        var body = object(answer.body().text());
        return body.object("error")
                .flatMap(error -> error.get("code"))
                .map(code -> "`" + code.text() + "`")
                .orElse("result with `isError`");
    }

    private static String message(Reply.Json answer) {
        var body = object(answer.body().text());
        return body.object("error")
                .flatMap(error -> error.string("message"))
                .orElseGet(() -> body.object("result")
                        .flatMap(result -> result.get("content"))
                        .orElseThrow()
                        .asArray()
                        .getFirst()
                        .asObject()
                        .string("text")
                        .orElseThrow())
                .replace(
                        TestPipeline.inbound(Inbound.Verb.POST, Mount.FEDERATED, "")
                                .traceId(),
                        "TRACE-ID");
    }

    private static String line(String... cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    private static void check(String name, String head, List<String> rows) throws IOException {
        var begin = "<!-- " + name + ": generated -->\n";
        var end = "<!-- " + name + ": end -->\n";
        var columns = (int) head.chars().filter(c -> c == '|').count() - 1;
        var table = head + "\n|" + "---|".repeat(columns) + "\n" + String.join("\n", rows) + "\n";
        var page = Files.readString(PAGE);
        int from = page.indexOf(begin) + begin.length();
        int to = page.indexOf(end);
        if (Boolean.getBoolean("update")) {
            Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
        } else {
            assertThat(page.substring(from, to))
                    .as("stale; mvn -pl core -am test -Dupdate=true writes it anew")
                    .isEqualTo(table);
        }
    }
}
