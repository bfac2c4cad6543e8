package io.nexusmcp.cli;

import java.util.List;
import picocli.CommandLine.Command;

/** {@code nexus status}: whether the hub serves, and how its components are. */
@Command(name = "status", description = "Show whether the hub serves, and how its components are.")
final class StatusCommand extends HubCommand {
    StatusCommand(Shell shell) {
        super(shell);
    }

    @Override
    ExitCode run(AdminApi hub) {
        var version = hub.get("/api/v1/version");
        var health = hub.look("/health");
        var ready = hub.look("/health/ready");
        boolean isReady = ready.status() == 200;
        var answer = Json.object()
                .put("url", hub.url().toString())
                .put("version", Json.cell(version.path("version")))
                .put("ready", isReady);
        answer.set(
                "components",
                health.body().path("components").isMissingNode()
                        ? Json.object().arrayNode()
                        : health.body().path("components"));
        print(answer, () -> {
            say("Hub " + Json.cell(version.path("version")) + " at " + hub.url()
                    + (isReady ? " is ready." : " is NOT ready."));
            if (health.status() == 403) {
                say("Components are shown to keys with read:metrics.");
                return;
            }
            var table = new Table("COMPONENT", "UP", "NEEDED", "DETAIL");
            for (var component : answer.path("components")) {
                table.row(List.of(
                        Json.cell(component.path("component")),
                        component.path("up").asBoolean(false) ? "yes" : "NO",
                        component.path("required").asBoolean(false) ? "yes" : "no",
                        Json.cell(component.path("detail"))));
            }
            table.print(shell().out());
        });
        return isReady ? ExitCode.OK : ExitCode.FAILED;
    }
}
