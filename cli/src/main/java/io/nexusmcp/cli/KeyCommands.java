package io.nexusmcp.cli;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code nexus key}: makes, lists, rotates and revokes API keys. */
@Command(name = "key", description = "Make, list, rotate and revoke API keys.")
final class KeyCommands {
    private static final String KEYS = "/api/v1/keys";

    /** {@code nexus key create}. */
    @Command(name = "create", description = "Make a key and show it once.")
    static final class Create extends HubCommand {
        private final Offline offline;

        @Parameters(arity = "0..1", paramLabel = "NAME", description = "For people; for agents as in allowedTools.")
        private @Nullable String name;

        @Option(names = "--agent", description = "Make an agent's key instead of a user's.")
        private boolean agent;

        @Option(names = "--role", paramLabel = "ROLE", description = "A role it has; may be repeated.")
        private Set<String> roles = new LinkedHashSet<>();

        @Option(
                names = "--permission",
                paramLabel = "ACTION:RESOURCE",
                description = "Such as execute:tools/demo/echo; may be repeated.")
        private Set<String> permissions = new LinkedHashSet<>();

        @Option(names = "--network", paramLabel = "CIDR", description = "Where it works from; may be repeated.")
        private List<String> networks = List.of();

        @Option(names = "--lifetime", paramLabel = "TIME", description = "Until it expires: 30s, 15m, 12h or 90d.")
        private @Nullable String lifetime;

        @Option(
                names = "--admin",
                description = "Make an administrator's key in the data directory while no hub runs on it.")
        private boolean admin;

        Create(Shell shell, Offline offline) {
            super(shell);
            this.offline = offline;
        }

        @Override
        ExitCode start() {
            if (admin) {
                roles.add("admin");
                return makeOffline();
            }
            try {
                return super.start();
            } catch (CliProblem problem) {
                if (problem.exitCode() == ExitCode.UNREACHABLE
                        && address().data().isPresent()) {
                    return makeOffline();
                }
                throw problem;
            }
        }

        private ExitCode makeOffline() {
            var directory = address().data().orElseGet(shell()::defaultDataDirectory);
            var made = offline.createKey(
                    directory,
                    new Offline.WantedKey(
                            name == null && admin ? "admin" : requiredName(),
                            agent,
                            roles,
                            permissions,
                            networks,
                            Optional.ofNullable(lifetime)));
            var answer = Json.object().put("secret", made.secret());
            answer.putObject("key").put("id", made.id());
            return show(answer);
        }

        @Override
        ExitCode run(AdminApi hub) {
            var body = Json.object().put("name", requiredName()).put("kind", agent ? "agent" : "user");
            roles.forEach(body.putArray("roles")::add);
            permissions.forEach(body.putArray("permissions")::add);
            networks.forEach(body.putArray("networks")::add);
            if (lifetime != null) {
                body.put("lifetime", lifetime);
            }
            return show(hub.post(KEYS, Json.compact(body)));
        }

        private String requiredName() {
            if (name == null) {
                throw new CliProblem(ExitCode.USAGE, "The key has no name.", "nexus key create NAME [--role ROLE]");
            }
            return name;
        }

        private ExitCode show(JsonNode answer) {
            return print(answer, () -> secret(this, answer, "made"));
        }
    }

    /** {@code nexus key list}. */
    @Command(name = "list", description = "List all keys, never their secrets.")
    static final class ListAll extends HubCommand {
        ListAll(Shell shell) {
            super(shell);
        }

        @Override
        ExitCode run(AdminApi hub) {
            var answer = hub.get(KEYS);
            return print(answer, () -> {
                var table = new Table("ID", "KIND", "NAME", "LIVE", "ROLES", "PERMISSIONS", "EXPIRES", "LAST USED");
                for (var key : answer.path("keys")) {
                    table.row(List.of(
                            Json.cell(key.path("id")),
                            Json.cell(key.path("kind")),
                            Json.cell(key.path("name")),
                            key.path("live").asBoolean(false) ? "yes" : "no",
                            Json.cell(key.path("roles")),
                            Json.cell(key.path("permissions")),
                            Json.cell(key.path("expires")),
                            Json.cell(key.path("lastUsed"))));
                }
                table.print(shell().out());
            });
        }
    }

    /** {@code nexus key rotate}. */
    @Command(name = "rotate", description = "Make a successor with the same rights and show it once.")
    static final class Rotate extends HubCommand {
        @Parameters(paramLabel = "ID", description = "Id of the key, as key list shows it.")
        private String id = "";

        @Option(names = "--overlap", paramLabel = "TIME", description = "How long the old key goes on: 0s if not said.")
        private @Nullable String overlap;

        Rotate(Shell shell) {
            super(shell);
        }

        @Override
        ExitCode run(AdminApi hub) {
            var body = Json.object();
            if (overlap != null) {
                body.put("overlap", overlap);
            }
            var answer = hub.post(KEYS + "/" + AdminApi.segment(id) + "/rotate", Json.compact(body));
            return print(answer, () -> secret(this, answer, "rotated"));
        }
    }

    /** {@code nexus key revoke}. */
    @Command(name = "revoke", description = "End a key with its next request.")
    static final class Revoke extends HubCommand {
        @Parameters(paramLabel = "ID", description = "Id of the key, as key list shows it.")
        private String id = "";

        Revoke(Shell shell) {
            super(shell);
        }

        @Override
        ExitCode run(AdminApi hub) {
            var answer = hub.delete(KEYS + "/" + AdminApi.segment(id));
            return print(answer, () -> say("Key " + id + " no longer works."));
        }
    }

    /** The key alone goes to standard output, so that a script can take it. */
    private static void secret(HubCommand command, JsonNode answer, String done) {
        var shell = command.shell();
        shell.err()
                .println("Key " + Clean.line(Json.cell(answer.path("key").path("id"))) + " " + done
                        + ". It is shown only now:");
        shell.err().flush();
        command.say(Json.cell(answer.path("secret")));
    }

    static CommandLine group(Shell shell, Offline offline) {
        return new CommandLine(new KeyCommands())
                .addSubcommand(new Create(shell, offline))
                .addSubcommand(new ListAll(shell))
                .addSubcommand(new Rotate(shell))
                .addSubcommand(new Revoke(shell));
    }
}
