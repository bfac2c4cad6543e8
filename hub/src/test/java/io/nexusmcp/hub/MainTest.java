package io.nexusmcp.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.cli.Shell;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Shell shell = new Shell(new PrintWriter(out), new PrintWriter(err), Map.of(), false);

    private CommandLine commandsFor(String... arguments) {
        return Main.commandsFor(shell, Path.of(""), arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "warm-up"})
    void command_ofAStart_saysTheSameAloneAsAmongAll(String name) {
        var alone = commandsFor(name).getSubcommands();
        assertThat(alone).containsOnlyKeys(name);
        assertThat(usage(alone, name))
                .isEqualTo(usage(Main.commands(shell, Path.of("")).getSubcommands(), name));
    }

    private static String usage(Map<String, CommandLine> commands, String name) {
        return Objects.requireNonNull(commands.get(name)).getUsageMessage();
    }

    @Test
    void command_ofAStart_refusesWhatItDoesNotKnow() {
        assertThat(commandsFor("serve").execute("serve", "--dat", "x")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--dat").contains("nexus serve --help");
    }

    @Test
    void commands_ofNoStart_areAllThere() {
        assertThat(commandsFor("version").getSubcommands()).containsKeys("serve", "version", "key", "config");
        assertThat(commandsFor().getSubcommands()).containsKeys("serve", "version", "key", "config");
    }
}
