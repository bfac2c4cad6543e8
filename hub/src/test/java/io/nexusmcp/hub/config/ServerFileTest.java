package io.nexusmcp.hub.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Editing keeps whatever it does not mean. */
class ServerFileTest {
    private static final NewServer CHILD = new NewServer(
            "new", Optional.empty(), List.of("npx", "-y", "a \"b\""), Map.of("K", "v: 1"), Optional.empty());
    private static final NewServer REMOTE =
            new NewServer("new", Optional.of("https://x/mcp"), List.of(), Map.of(), Optional.of(""));

    private static final String YAML = """
        # my hub
        server:
          port: 0 # any

        mcpServers:
          # the files
          files:
            command: npx   # runs
            args:
            - -y
            - files

          web: # the web
            url: https://web/mcp

        # limits
        limits:
          maxDepth: 50
        """;

    private static final String JSON = """
        {
          // my hub
          "mcpServers": {
            "files": { "command": "npx", "args": ["-y", "files"] }, // the files
            /* the web, of course */
            "web": {
              "url": "https://web/mcp"
            } // last
          },
          "limits": { "maxDepth": 50 }
        }
        """;

    @TempDir
    private Path directory;

    @Test
    void add_toYaml_insertsAfterTheLastServer() throws IOException {
        var entry = "  new:\n    command: \"npx\"\n    args: [\"-y\", \"a \\\"b\\\"\"]\n    env:\n      K: \"v: 1\"\n";

        assertThat(added("nexus.yaml", YAML, CHILD))
                .isEqualTo(YAML.replace("    url: https://web/mcp\n", "    url: https://web/mcp\n" + entry));
    }

    @Test
    void addAndRemove_inEveryLayout_giveTheOldTextBack() throws IOException {
        for (var text : List.of(
                YAML,
                "mcpServers:\n  a:\n    command: x\n",
                "mcpServers:\n  a:\n    command: x",
                "mcpServers:\n    a: {command: x}\nserver: {port: 0}\n")) {
            assertThat(addedAndRemoved("nexus.yaml", text)).isEqualTo(text.endsWith("\n") ? text : text + "\n");
        }
        for (var text : List.of(
                JSON,
                "{\"mcpServers\": {\"a\": {\"command\": \"x\"}}}",
                "{\"mcpServers\": {\"a\": {\"command\": \"x\"}}, \"server\": {\"port\": 0}}",
                "{\n\t\"servers\": {\n\t\t\"a\": {\n\t\t\t\"command\": \"x\"\n\t\t}\n\t}\n}\n")) {
            assertThat(addedAndRemoved("nexus.json", text)).isEqualTo(text);
        }
    }

    @Test
    void add_toJson_keepsCommentsAndLayout() throws IOException {
        assertThat(added("nexus.json", JSON, REMOTE)).isEqualTo("""
            {
              // my hub
              "mcpServers": {
                "files": { "command": "npx", "args": ["-y", "files"] }, // the files
                /* the web, of course */
                "web": {
                  "url": "https://web/mcp"
                }, // last
                "new": {
                  "url": "https://x/mcp",
                  "prefix": ""
                }
              },
              "limits": { "maxDepth": 50 }
            }
            """);
    }

    @Test
    void add_whereNoServersAre_makesTheSection() throws IOException {
        for (var text : List.of(
                "",
                "# empty\n",
                "server: {port: 0}",
                "mcpServers:\n",
                "mcpServers: {}\n",
                "{}\n",
                "{server: {port: 0}}\n",
                "mcpServers:\nserver:\n  port: 0\n")) {
            assertLoads("nexus.yaml", added("nexus.yaml", text, CHILD));
        }
        for (var text : List.of(
                "{}",
                "{\n}\n",
                "{\n  // nothing\n}\n",
                "{\"mcpServers\": {}}",
                "{\n  \"server\": {\"port\": 0}\n}\n")) {
            assertLoads("nexus.json", added("nexus.json", text, CHILD));
        }
    }

    @Test
    void add_toAMissingFile_makesIt() throws IOException {
        var file = directory.resolve("fresh.yaml");
        new ServerFile(file, Map.of()).add(REMOTE);

        assertThat(file).hasContent("mcpServers:\n  new:\n    url: \"https://x/mcp\"\n    prefix: \"\"\n");
    }

    @Test
    void add_aNameThatExistsOrCannotBe_isRefusedAndWritesNothing() throws IOException {
        var file = Files.writeString(directory.resolve("nexus.yaml"), YAML);
        var servers = new ServerFile(file, Map.of());

        assertThatExceptionOfType(ConfigProblems.class)
                .isThrownBy(() -> servers.add(named("web")))
                .withMessageContaining("there is a server of that name already");
        assertThatExceptionOfType(ConfigProblems.class)
                .isThrownBy(() -> servers.add(named("My Web")))
                .withMessageContaining("is not a name for a server");
        assertThat(file).hasContent(YAML);
    }

    @Test
    void add_whatWouldNotLoad_isRefusedAndWritesNothing() throws IOException {
        var file = Files.writeString(directory.resolve("nexus.yaml"), YAML);
        var bad = new NewServer("new", Optional.of("ftp://x/"), List.of(), Map.of(), Optional.empty());

        assertThatExceptionOfType(ConfigProblems.class)
                .isThrownBy(() -> new ServerFile(file, Map.of()).add(bad))
                .withMessageContaining("mcpServers.new.url: is no http, https, ws or wss URL");
        assertThat(file).hasContent(YAML);
    }

    @Test
    void remove_fromYaml_keepsEverythingElse() throws IOException {
        assertThat(removed("nexus.yaml", YAML, "files")).isEqualTo(YAML.replaceAll("(?s)  files:.*?- files\n", ""));
        assertThat(removed("nexus.yaml", YAML, "web")).isEqualTo(YAML.replaceAll("(?s)  web:.*?web/mcp\n", ""));
    }

    @Test
    void remove_fromJson_keepsEverythingElse() throws IOException {
        assertThat(removed("nexus.json", JSON, "files"))
                .contains("// the files", "\"web\"", "// last")
                .doesNotContain("\"files\"");
        assertThat(removed("nexus.json", JSON, "web"))
                .contains("// the files", "the web, of course", "// last", "\"files\"")
                .doesNotContain("https://web");
    }

    @Test
    void remove_theOnlyServer_leavesAFileThatLoads() throws IOException {
        assertLoads("nexus.yaml", removed("nexus.yaml", "mcpServers:\n  a:\n    command: x\n", "a"));
        assertLoads("nexus.json", removed("nexus.json", "{\"mcpServers\": {\"a\": {\"command\": \"x\"}}}", "a"));
    }

    @Test
    void remove_anUnknownServer_namesTheKnownOnes() throws IOException {
        var file = Files.writeString(directory.resolve("nexus.yaml"), YAML);

        assertThatExceptionOfType(ConfigProblems.class)
                .isThrownBy(() -> new ServerFile(file, Map.of()).remove("wbe"))
                .withMessageEndingWith("mcpServers.wbe: there is no server of that name; known: files, web");
    }

    @Test
    void edit_throughALink_changesTheFileBehindItAndKeepsItsMode() throws IOException {
        var target = Files.writeString(directory.resolve("real.yaml"), YAML);
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r-----"));
        var link = Files.createSymbolicLink(directory.resolve("nexus.yaml"), target);

        new ServerFile(link, Map.of()).add(REMOTE);

        assertThat(link).isSymbolicLink();
        assertThat(Files.readString(target)).contains("new:");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rw-r-----");
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(2);
        }
    }

    private String addedAndRemoved(String name, String text) throws IOException {
        added(name, text, CHILD);
        var file = directory.resolve(name);
        new ServerFile(file, Map.of()).remove("new");
        return Files.readString(file);
    }

    private String added(String name, String text, NewServer server) throws IOException {
        var file = Files.writeString(directory.resolve(name), text);
        new ServerFile(file, Map.of()).add(server);
        return Files.readString(file);
    }

    private String removed(String name, String text, String server) throws IOException {
        var file = Files.writeString(directory.resolve(name), text);
        new ServerFile(file, Map.of()).remove(server);
        return Files.readString(file);
    }

    private void assertLoads(String name, String text) {
        assertThat(Written.as(directory.resolve(name), text).problems())
                .as(text)
                .isEmpty();
    }

    private static NewServer named(String name) {
        return new NewServer(name, Optional.of("https://x/mcp"), List.of(), Map.of(), Optional.empty());
    }
}
