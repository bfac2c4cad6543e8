package io.nexusmcp.cli;

import java.util.LinkedHashMap;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code nexus} command. Commands that run a hub or need its code are added to it by the module that has them. */
@Command(name = "nexus", description = "A security gateway for the Model Context Protocol.")
public final class Nexus {
    private Nexus() {}

    /** The program without a command. */
    public static CommandLine root() {
        var nexus = new CommandLine(new Nexus());
        nexus.getCommandSpec().addOption(help());
        var codes = new LinkedHashMap<String, String>();
        Stream.of(ExitCode.values()).forEach(code -> codes.put(Integer.toString(code.code()), code.says()));
        nexus.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(codes);
        return nexus;
    }

    /** All commands that need no code of the hub, ready for {@link CommandLine#execute}. */
    public static CommandLine commandLine(Shell shell, String version, Offline offline) {
        var nexus = root();
        nexus.addSubcommand(KeyCommands.group(shell, offline))
                .addSubcommand(ServerCommands.group(shell))
                .addSubcommand(ToolCommands.group(shell))
                .addSubcommand(AuditCommands.group(shell, offline))
                .addSubcommand(new StatusCommand(shell))
                .addSubcommand(new VersionCommand(shell, version))
                .addSubcommand(new CompletionCommand(shell));
        return prepared(nexus, shell);
    }

    /** Gives added commands the same manners; call it after the last one was added. */
    public static CommandLine prepared(CommandLine nexus, Shell shell) {
        return nexus.setOut(shell.out())
                .setErr(shell.err())
                .setExecutionExceptionHandler(failures(shell))
                .setParameterExceptionHandler(mistakes(shell));
    }

    /** Every command has it, those added later too. */
    private static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .scopeType(CommandLine.ScopeType.INHERIT)
                .description("Show help.")
                .build();
    }

    private static IExecutionExceptionHandler failures(Shell shell) {
        return (failure, line, _) -> {
            boolean isJson = line.getCommandSpec().userObject() instanceof JsonOutput output && output.isJson();
            if (failure instanceof CliProblem problem) {
                report(shell, isJson, String.valueOf(problem.getMessage()), problem.hint());
                return problem.exitCode().code();
            }
            report(
                    shell,
                    isJson,
                    "This should not have happened: " + failure.getClass().getSimpleName() + ".",
                    "Please report it with the command you gave.");
            return ExitCode.FAILED.code();
        };
    }

    private static IParameterExceptionHandler mistakes(Shell shell) {
        return (mistake, _) -> {
            var line = mistake.getCommandLine();
            report(
                    shell,
                    false,
                    String.valueOf(mistake.getMessage()),
                    "See: " + line.getCommandSpec().qualifiedName() + " --help");
            UnmatchedArgumentException.printSuggestions(mistake, shell.err());
            return ExitCode.USAGE.code();
        };
    }

    private static void report(Shell shell, boolean isJson, String message, String hint) {
        if (isJson) {
            var error = Json.object();
            error.putObject("error").put("message", message).put("hint", hint);
            shell.err().println(Json.compact(error));
        } else {
            shell.err().println("error: " + Clean.line(message));
            if (!hint.isEmpty()) {
                shell.err().println("  " + Clean.line(hint));
            }
        }
        shell.err().flush();
    }
}
