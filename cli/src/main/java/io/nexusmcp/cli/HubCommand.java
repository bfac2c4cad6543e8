package io.nexusmcp.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** A command that asks a running hub, and prints its answer for people or as JSON. */
abstract class HubCommand implements Callable<Integer>, JsonOutput {
    private final Shell shell;

    @Mixin
    private final Address address = new Address();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    HubCommand(Shell shell) {
        this.shell = shell;
    }

    abstract ExitCode run(AdminApi hub);

    @Override
    public final Integer call() {
        return start().code();
    }

    /** Commands that also work without a hub decide here. */
    ExitCode start() {
        try (var hub = new AdminApi(address.url(shell), address.key(shell))) {
            return run(hub);
        }
    }

    @Override
    public boolean isJson() {
        return json;
    }

    final Shell shell() {
        return shell;
    }

    final Address address() {
        return address;
    }

    final void say(String line) {
        shell.out().println(Clean.text(line));
    }

    /** Prints the answer as JSON, or what a person wants to know of it. */
    final ExitCode print(JsonNode answer, Runnable forPeople) {
        if (json) {
            shell.out().println(Json.pretty(answer));
        } else {
            forPeople.run();
        }
        shell.out().flush();
        return ExitCode.OK;
    }
}
