package io.nexusmcp.hub.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import tools.jackson.databind.json.JsonMapper;

/** The commands as typed. */
class CommandsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Command(name = "server")
    static final class Server {}

    @Test
    void check_ofAGoodFile_saysOk() throws IOException {
        Files.writeString(directory.resolve("nexus.yaml"), "enableAuth: false\n");

        assertThat(run("check")).isZero();
        assertThat(out.toString()).contains("warning: ", "authentication is off", "OK, version ", "(nexus.yaml)");
    }

    @Test
    void check_ofABadFile_tellsAllAndEndsWithTwo() throws IOException {
        var file = Files.writeString(directory.resolve("other.yaml"), "a: 1\nserver: {port: x}\n");

        assertThat(run("check", "--config", file.toString())).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.contains("other.yaml:"));
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void check_asJson_isJson() throws IOException {
        Files.writeString(directory.resolve("nexus.yaml"), "a: 1\n");

        assertThat(run("check", "--json")).isEqualTo(2);
        var report = JsonMapper.shared().readTree(out.toString());
        assertThat(report.get("ok").asBoolean()).isFalse();
        assertThat(report.get("problems").get(0).get("what").asString()).isEqualTo("unknown key");
    }

    @Test
    void show_withOrigin_tellsWhereEachValueCameFrom() throws IOException {
        Files.writeString(directory.resolve("nexus.yaml"), "server: {port: 0}\n");

        assertThat(run("show", "--origin", "--set", "admin.port=0")).isZero();
        assertThat(out.toString())
                .contains("server.port = 0  (" + directory.resolve("nexus.yaml") + ":1:16)")
                .contains("admin.port = 0  (flag admin.port)")
                .contains("server.host = 127.0.0.2  (environment NEXUS_SERVER_HOST)")
                .contains("enableAuth = true  (default)");
    }

    @Test
    void show_ofSecrets_hidesThemInEveryForm() throws IOException {
        Files.writeString(
                directory.resolve("nexus.yaml"), "mcpServers: {a: {url: 'http://x/', headers: {K: s3cr3t}}}\n");

        assertThat(run("show", "--json", "--origin")).isZero();
        assertThat(run("show")).isZero();
        assertThat(out.toString()).contains("mcpServers.a.headers.K").doesNotContain("s3cr3t");
    }

    @Test
    void schema_isJson() {
        assertThat(run("schema")).isZero();
        assertThat(JsonMapper.shared()
                        .readTree(out.toString())
                        .get("properties")
                        .has("mcpServers"))
                .isTrue();
    }

    @Test
    void server_addAndRemove_editTheFileOfTheFolder() throws IOException {
        assertThat(server("add", "files", "--env", "A=b=c", "--prefix", "fs", "--", "npx", "-y", "--x"))
                .isZero();
        assertThat(directory.resolve("nexus.yaml")).hasContent("""
            mcpServers:
              files:
                command: "npx"
                args: ["-y", "--x"]
                env:
                  A: "b=c"
                prefix: "fs"
            """);
        assertThat(server("add", "web", "--url", "https://web/mcp")).isZero();
        assertThat(server("remove", "files")).isZero();
        assertThat(directory.resolve("nexus.yaml")).hasContent("mcpServers:\n  web:\n    url: \"https://web/mcp\"\n");
    }

    @Test
    void serverAdd_ofANameThatExists_endsWithTwo() {
        assertThat(server("add", "web", "--url", "https://web/mcp")).isZero();
        assertThat(server("add", "web", "--url", "https://web/mcp")).isEqualTo(2);
        assertThat(err.toString()).contains("there is a server of that name already");
    }

    @Test
    void serverAdd_withNeitherOrBoth_isAUsageError() {
        assertThat(server("add", "web")).isEqualTo(2);
        assertThat(server("add", "web", "--url", "https://web/mcp", "--", "npx"))
                .isEqualTo(2);
        assertThat(directory.resolve("nexus.yaml")).doesNotExist();
    }

    private int run(String... arguments) {
        return captured(ConfigCommand.create(Map.of("NEXUS_SERVER_HOST", "127.0.0.2"), directory))
                .execute(arguments);
    }

    private int server(String... arguments) {
        var command = new CommandLine(new Server());
        ServerFileCommand.addTo(command, Map.of(), directory);
        return captured(command).execute(arguments);
    }

    private CommandLine captured(CommandLine command) {
        return command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    }
}
