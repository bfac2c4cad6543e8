package io.nexusmcp.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code nexus audit}: reads and checks the audit log. */
@Command(name = "audit", description = "Read and check the audit log.")
final class AuditCommands {
    private static final String AUDIT = "/api/v1/audit";

    /** One event on one line: when, what became of it, who, what, where and why. */
    private static void show(HubCommand command, JsonNode event) {
        var shell = command.shell();
        if (command.isJson()) {
            shell.out().println(Json.compact(event));
        } else {
            shell.out()
                    .println(Clean.line(String.join(
                            "  ",
                            Json.cell(event.path("time")),
                            String.format("%-7s", Json.cell(event.path("outcome"))),
                            Json.cell(event.path("caller")).isEmpty() ? "-" : Json.cell(event.path("caller")),
                            Json.cell(event.path("operation")),
                            joined(event.path("server"), "/", event.path("target")),
                            joined(event.path("reason"), ": ", event.path("detail")))));
        }
        shell.out().flush();
    }

    private static String joined(JsonNode first, String between, JsonNode second) {
        var one = Json.cell(first);
        var two = Json.cell(second);
        return one.isEmpty() || two.isEmpty() ? one + two : one + between + two;
    }

    /** {@code nexus audit tail}. */
    @Command(name = "tail", description = "Show the newest events, and with --follow those that come.")
    static final class Tail extends HubCommand {
        private static final Duration PAUSE = Duration.ofMillis(200);

        @Option(
                names = {"-n", "--lines"},
                paramLabel = "N",
                description = "How many: 20 if not said.")
        private int lines = 20;

        @Option(
                names = {"-f", "--follow"},
                description = "Go on until interrupted.")
        private boolean follow;

        Tail(Shell shell) {
            super(shell);
        }

        @Override
        ExitCode run(AdminApi hub) {
            var events =
                    hub.get(AUDIT, Map.of("limit", Integer.toString(lines))).path("events");
            events.forEach(event -> show(this, event));
            if (follow) {
                var last = events.isEmpty()
                        ? "0"
                        : Json.cell(events.get(events.size() - 1).path("seq"));
                follow(hub, last);
            }
            return ExitCode.OK;
        }

        private void follow(AdminApi hub, String from) {
            var next = from;
            while (!Thread.currentThread().isInterrupted()) {
                var answer = hub.get(AUDIT + "/after", Map.of("seq", next));
                answer.path("events").forEach(event -> show(this, event));
                next = Json.cell(answer.path("next"));
                if (answer.path("events").isEmpty()) {
                    pause();
                }
            }
        }

        private static void pause() {
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** {@code nexus audit search}. */
    @Command(name = "search", description = "Find the newest events that match all conditions.")
    static final class Search extends HubCommand {
        @Option(names = "--from", paramLabel = "TIME", description = "Not before, such as 2026-11-21T08:00:00Z.")
        private @Nullable String from;

        @Option(names = "--to", paramLabel = "TIME", description = "Not after.")
        private @Nullable String to;

        @Option(names = "--caller", paramLabel = "ID", description = "Id of a caller, such as key:….")
        private @Nullable String caller;

        @Option(names = "--server", paramLabel = "SERVER", description = "Name of a server.")
        private @Nullable String server;

        @Option(
                names = "--target",
                paramLabel = "NAME",
                description = "Tool, prompt, resource or what was administered.")
        private @Nullable String target;

        @Option(names = "--outcome", paramLabel = "OUTCOME", description = "allowed, denied or failed.")
        private @Nullable String outcome;

        @Option(names = "--text", paramLabel = "TEXT", description = "Anywhere in the line.")
        private @Nullable String text;

        @Option(names = "--limit", paramLabel = "N", description = "At most so many: 100 if not said, 1000 at most.")
        private @Nullable Integer limit;

        Search(Shell shell) {
            super(shell);
        }

        @Override
        ExitCode run(AdminApi hub) {
            var query = new LinkedHashMap<String, String>();
            put(query, "from", from);
            put(query, "to", to);
            put(query, "caller", caller);
            put(query, "server", server);
            put(query, "target", target);
            put(query, "outcome", outcome);
            put(query, "text", text);
            put(query, "limit", limit);
            hub.get(AUDIT, query).path("events").forEach(event -> show(this, event));
            return ExitCode.OK;
        }

        private static void put(Map<String, String> query, String name, @Nullable Object value) {
            if (value != null) {
                query.put(name, value.toString());
            }
        }
    }

    /** {@code nexus audit verify}. */
    @Command(name = "verify", description = "Check the whole log for changed, dropped or reordered lines.")
    static final class Verify extends HubCommand {
        private static final String CHECKING = "Checking the audit log";

        private final Offline offline;

        Verify(Shell shell, Offline offline) {
            super(shell);
            this.offline = offline;
        }

        /** With {@code --data} the files are read directly, whether a hub runs or not. */
        @Override
        ExitCode start() {
            var directory = address().data();
            if (directory.isEmpty()) {
                return super.start();
            }
            var checked = Progress.during(shell(), CHECKING, () -> offline.verifyAudit(directory.get()));
            var answer = Json.object()
                    .put("intact", checked.isIntact())
                    .put("lines", checked.lines())
                    .put("files", checked.files());
            checked.findings().forEach(answer.putArray("findings")::add);
            return report(answer);
        }

        @Override
        ExitCode run(AdminApi hub) {
            return report(Progress.during(shell(), CHECKING, () -> hub.post(AUDIT + "/verify", "{}")));
        }

        private ExitCode report(JsonNode answer) {
            boolean isIntact = answer.path("intact").asBoolean(false);
            var size = Json.cell(answer.path("lines")) + " lines in " + Json.cell(answer.path("files")) + " files";
            print(answer, () -> {
                say(isIntact ? "The audit log is intact: " + size + "." : "The audit log is broken: " + size + ".");
                answer.path("findings").forEach(finding -> say("  " + Json.cell(finding)));
            });
            return isIntact ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    static CommandLine group(Shell shell, Offline offline) {
        return new CommandLine(new AuditCommands())
                .addSubcommand(new Tail(shell))
                .addSubcommand(new Search(shell))
                .addSubcommand(new Verify(shell, offline));
    }
}
