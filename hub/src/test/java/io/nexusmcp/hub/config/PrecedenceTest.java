package io.nexusmcp.hub.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Default, then file, then environment, then flag. */
class PrecedenceTest {
    @TempDir
    private Path directory;

    @Test
    void value_setInAllPlaces_comesFromTheLaterOne() {
        var nothing = ConfigLoader.load(Optional.empty(), Map.of(), Map.of());
        var file = Written.yaml(directory, "server:\n  port: 1001\n");
        var environment = file.withEnvironment(Map.of("NEXUS_SERVER_PORT", "1002"));
        var flag = environment.withFlags(Map.of("server.port", "1003"));

        assertThat(nothing.config().server().port()).isEqualTo(3000);
        assertThat(file.load().config().server().port()).isEqualTo(1001);
        assertThat(environment.load().config().server().port()).isEqualTo(1002);
        assertThat(flag.load().config().server().port()).isEqualTo(1003);
        assertThat(nothing.origins().of("server.port").orElseThrow().origin()).isEqualTo(new Origin.Default());
        assertThat(file.load()
                        .origins()
                        .of("server.port")
                        .orElseThrow()
                        .origin()
                        .text())
                .endsWith("nexus.yaml:2:9");
        assertThat(environment
                        .load()
                        .origins()
                        .of("server.port")
                        .orElseThrow()
                        .origin()
                        .text())
                .isEqualTo("environment NEXUS_SERVER_PORT");
        assertThat(flag.load()
                        .origins()
                        .of("server.port")
                        .orElseThrow()
                        .origin()
                        .text())
                .isEqualTo("flag server.port");
    }

    @Test
    void valueInFile_overriddenByFlag_isStillChecked() {
        var written = Written.yaml(directory, "server:\n  port: [1]\n").withFlags(Map.of("server.port", "1003"));

        assertThat(written.problems()).containsExactly("2:9: server.port: is a list where a whole number is expected");
    }

    @Test
    void environment_badValue_isNamedByItsVariable() {
        var written = Written.yaml(directory, "").withEnvironment(Map.of("NEXUS_LIMITS_MAX_DEPTH", "none"));

        assertThat(written.problems())
                .containsExactly(
                        "environment NEXUS_LIMITS_MAX_DEPTH: limits.maxDepth: \"none\" is no whole number; write a"
                                + " whole number");
    }

    @Test
    void environment_misspeltSetting_isRefusedWithTheNearest() {
        var written = Written.yaml(directory, "")
                .withEnvironment(Map.of(
                        "NEXUS_SERVER_PROT", "1",
                        "NEXUS_SERVER_ALLOWED_HOSTS", "a",
                        "NEXUS_SERVER_SOMETHING_ELSE_ALTOGETHER", "a"));

        assertThat(written.problems())
                .containsExactly(
                        "environment NEXUS_SERVER_ALLOWED_HOSTS: cannot be set by the environment; write"
                                + " server.allowedHosts in the file",
                        "environment NEXUS_SERVER_PROT: is no setting; did you mean NEXUS_SERVER_PORT?",
                        "environment NEXUS_SERVER_SOMETHING_ELSE_ALTOGETHER: is no setting; remove it or rename it");
    }

    @Test
    void environment_variablesOfOtherUses_areLeftAlone() {
        var written = Written.yaml(directory, "server:\n  host: ${NEXUS_SERVER_HOME}\n")
                .withEnvironment(Map.of(
                        "NEXUS_SERVER_HOME", "127.0.0.1",
                        "NEXUS_ADMIN_URL", "x",
                        "NEXUS_ADMIN_KEY", "x",
                        "NEXUS_API_KEY", "x",
                        "NEXUS_REQUIRE_ALL", "true",
                        "NEXUS_TEST_X", "x",
                        "NEXUS_JAVA_OPTS", "x",
                        "NEXUS_HOME", "x",
                        "NEXUS_REPOSITORY_PASSWORD", "x"));

        assertThat(written.problems()).isEmpty();
    }

    @Test
    void flag_unknown_isRefusedWithTheNearest() {
        var written = Written.yaml(directory, "").withFlags(Map.of("server.prot", "1"));

        assertThat(written.problems())
                .containsExactly("flag \"server.prot\": is no setting; did you mean server.port?");
    }

    @Test
    void flag_ofOneServer_reachesIt() {
        var written = Written.yaml(directory, "mcpServers:\n  a: {command: x}\n")
                .withFlags(Map.of("mcpServers.a.prefix", ""));

        assertThat(written.load().config().servers().getFirst().spec().prefix()).isEmpty();
    }

    @Test
    void nexusEnv_misspelt_isRefused() {
        var written = Written.yaml(directory, "").withEnvironment(Map.of("NEXUS_ENV", "prod"));

        assertThat(written.problems())
                .containsExactly("environment NEXUS_ENV: \"prod\" is none of development, staging, production");
        assertThat(written.withEnvironment(Map.of("NEXUS_ENV", "production"))
                        .load()
                        .config()
                        .environment())
                .isEqualTo(NexusEnvironment.PRODUCTION);
    }

    @Test
    void reference_inText_isReplaced() {
        var written = Written.yaml(directory, """
            server:
              host: ${HOST:-127.0.0.1}
              port: "${env:PORT}"
            logging: {audit: {file: "a-$${X}-${EMPTY:-b}-${PORT}"}}
            """).withEnvironment(Map.of("PORT", "1234", "EMPTY", ""));

        var config = written.load().config();
        assertThat(config.server().host()).isEqualTo("127.0.0.1");
        assertThat(config.server().port()).isEqualTo(1234);
        assertThat(config.logging().audit().file()).isEqualTo("a-${X}-b-1234");
    }

    @Test
    void reference_toNothing_isRefusedAtItsPlace() {
        var written = Written.yaml(directory, """
            server: {host: "${NOPE}"}
            admin: {host: "${input:x}"}
            logging: {audit: {file: "${open"}}
            mcpServers: {a: {command: "${workspaceFolder}/x", cwd: "${a b}"}}
            """);

        assertThat(written.problems())
                .containsExactly(
                        "1:16: server.host: the variable NOPE is not set; set it, or give a default as in"
                                + " ${NOPE:-value}",
                        "2:15: admin.host: ${input:...} asks a person in an editor, which a hub does not have; put the"
                                + " value in a variable of the environment and write ${NAME}",
                        "3:25: logging.audit.file: ${ without }; write $${ for a literal ${",
                        "4:27: mcpServers.a.command: ${workspaceFolder} is known to editors only; write the path out",
                        "4:56: mcpServers.a.cwd: not the name of a variable between ${ and }; write ${NAME},"
                                + " ${env:NAME} or $${");
    }

    @Test
    void reference_inBadValue_isNotRepeated() {
        var written =
                Written.yaml(directory, "server: {host: \"${TOKEN}\"}\n").withEnvironment(Map.of("TOKEN", "my secret"));

        assertThat(written.problems())
                .containsExactly("1:16: server.host: is no host; write a name or a literal address, without a port");
    }
}
