package io.nexusmcp.hub.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.Secret;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.catalog.ServerSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code mcpServers} as editors write it. */
class ServersTest {
    @TempDir
    private Path directory;

    @Test
    void stdioServer_asClaudeWritesIt_becomesASpec() {
        var written = Written.json(directory, """
            {
              "mcpServers": {
                "files": {
                  "command": "npx",
                  "args": ["-y", "@modelcontextprotocol/server-filesystem", 7, true],
                  "env": { "TOKEN": "abc", "PORT": 3000, "EMPTY": "" }
                }
              }
            }
            """);

        assertThat(written.load().config().servers())
                .containsExactly(new McpServerConfig(
                        new ServerSpec(
                                new ServerName("files"),
                                "files",
                                true,
                                Duration.ofSeconds(60),
                                new ServerSpec.Stdio(
                                        "npx",
                                        List.of("-y", "@modelcontextprotocol/server-filesystem", "7", "true"),
                                        Map.of("TOKEN", new Secret("abc"), "PORT", new Secret("3000")),
                                        Optional.empty(),
                                        false,
                                        16),
                                Map.of()),
                        McpServerConfig.Era.AUTO));
        assertThat(written.warnings())
                .containsExactly("6:55: mcpServers.files.env.EMPTY: is empty and left out; children start with a clean"
                        + " environment");
    }

    @Test
    void httpServer_asVsCodeWritesIt_becomesASpec() {
        var written = Written.json(directory, """
            {"servers": {"github": {
              "type": "http", "url": "https://api.example.com/mcp/",
              "headers": {"Authorization": "Bearer ${env:TOKEN}"},
              "timeout": 2500, "era": "modern", "prefix": "", "disabled": true,
              "checks": {"*": {"pathTraversal": false}}
            }}}
            """).withEnvironment(Map.of("TOKEN", "t0k3n"));

        assertThat(written.load().config().servers())
                .containsExactly(new McpServerConfig(
                        new ServerSpec(
                                new ServerName("github"),
                                "",
                                false,
                                Duration.ofMillis(2500),
                                new ServerSpec.Http(
                                        URI.create("https://api.example.com/mcp/"),
                                        Map.of("Authorization", new Secret("Bearer t0k3n")),
                                        Optional.empty()),
                                Map.of("*", new ServerSpec.Exemption(false, true))),
                        McpServerConfig.Era.MODERN));
    }

    @Test
    void servers_ofBothWords_keepTheOrderOfTheFileAndDoNotClash() {
        var written = Written.yaml(
                directory,
                "mcpServers: {b: {command: x}, a: {command: x}}\nservers: {c: {command: x}, a: {url: 'http://x/'}}\n");

        assertThat(written.problems())
                .containsExactly("2:31: servers.a: stands in mcpServers and in servers; remove one");
        assertThat(Written.yaml(
                                directory,
                                "mcpServers: {b: {command: x}, a: {command: x}}\nservers: {c: {command: x}}\n")
                        .load()
                        .config()
                        .servers())
                .extracting(server -> server.spec().name().value())
                .containsExactly("b", "a", "c");
    }

    @Test
    void environmentFile_isReadFromTheFoldersOfTheFile_andEnvWins() throws IOException {
        Files.writeString(directory.resolve("my.env"), "# keys\nexport A='1 2'\nB=\"two\" \n\nC=three # no\nD=\n");
        var written =
                Written.yaml(directory, "mcpServers: {a: {command: x, envFile: my.env, env: {B: other}, cwd: .}}\n");

        var stdio = (ServerSpec.Stdio)
                written.load().config().servers().getFirst().spec().address();
        assertThat(stdio.environment())
                .isEqualTo(Map.of("A", new Secret("1 2"), "B", new Secret("other"), "C", new Secret("three")));
        assertThat(stdio.directory()).contains(directory.resolve("."));
        assertThat(written.load().files()).contains(directory.resolve("my.env"), written.file());
    }

    @Test
    void environmentFile_missingOrMalformed_isRefusedWithoutItsContent() throws IOException {
        Files.writeString(directory.resolve("bad.env"), "A=1\ns3cr3t\n");
        var written = Written.yaml(
                directory, "mcpServers:\n  a: {command: x, envFile: none.env}\n  b: {command: x, envFile: bad.env}\n");

        assertThat(written.problems())
                .containsExactly(
                        "2:28: mcpServers.a.envFile: names a file that cannot be read; relative paths start from this"
                                + " file's folder",
                        "3:28: mcpServers.b.envFile: names a file whose line 2 is not NAME=value");
    }

    @Test
    void server_thatCannotBe_isRefusedWithAdvice() {
        var written = Written.yaml(directory, """
            mcpServers:
              My Server: {command: x}
              both: {command: x, url: "http://x/"}
              none: {}
              odd: {command: x, type: http, headers: {A: b}}
              odd2: {url: "http://x/", shared: true, args: [a]}
              sse: {url: "http://x/", type: sse}
              ws: {url: "http://x/", type: ws}
              ask: {command: x, autoApprove: [a], alwaysAllow: [b]}
              one: {command: x, prefix: same}
              two: {command: x, prefix: same}
              long: {command: x, prefix: a__b}
              cred: {url: "https://user:pass@x/"}
              api: {openapi: x, url: "http://x/"}
              wsapi: {openapi: x, url: "ws://x/"}
            """);

        assertThat(written.problems())
                .containsExactly(
                        "2:14: mcpServers.My Server: is not a name for a server; write my-server",
                        "3:9: mcpServers.both: has both command and url; give one",
                        "4:9: mcpServers.none: has neither command nor url nor openapi; give one",
                        "5:27: mcpServers.odd.type: does not fit command; write stdio or leave it out",
                        "5:42: mcpServers.odd.headers: has no meaning with command; remove it",
                        "6:36: mcpServers.odd2.shared: has no meaning with url; remove it",
                        "6:48: mcpServers.odd2.args: has no meaning with url; remove it",
                        "8:32: mcpServers.ws.type: does not fit url; write http or sse, or leave it out",
                        "9:21: mcpServers.ask.autoApprove: lets an editor call tools unasked, which a hub does not"
                                + " decide for it; remove it; what callers may call is in auth.rbac and"
                                + " mcp.tools.restrictions",
                        "9:39: mcpServers.ask.alwaysAllow: lets an editor call tools unasked, which a hub does not"
                                + " decide for it; remove it; what callers may call is in auth.rbac and"
                                + " mcp.tools.restrictions",
                        "11:29: mcpServers.two.prefix: the server one has the same prefix; give one of them another",
                        "12:30: mcpServers.long.prefix: \"a__b\" is no prefix; write up to 40 letters, digits, hyphens"
                                + " and single underscores",
                        "13:15: mcpServers.cred.url: has credentials in the URL, which end up in logs; send them in a"
                                + " header",
                        "14:18: mcpServers.api.openapi: names a file that cannot be read; relative paths start from"
                                + " this file's folder",
                        "15:20: mcpServers.wsapi.openapi: names a file that cannot be read; relative paths start from"
                                + " this file's folder",
                        "15:28: mcpServers.wsapi.url: is no http or https URL; write one such as https://host/mcp");
    }

    @Test
    void prefixOfOneServer_equalToTheNameOfAnother_isRefused() {
        assertThat(Written.yaml(
                                directory,
                                "mcpServers: {a: {command: x, prefix: b}, b: {command: x}, c: {command: x, prefix:"
                                        + " ''}, d: {command: x, prefix: ''}}\n")
                        .problems())
                .containsExactly(
                        "1:45: mcpServers.b.prefix: the server a has the same prefix; give one of them another");
    }

    @Test
    void header_thatBreaksHttpOrIsTheHubsOwn_isRefusedWithoutItsValue() {
        var written = Written.yaml(directory, """
            mcpServers:
              a:
                url: http://x/
                headers:
                  Bad Name: s3cr3t
                  Host: s3cr3t
                  X-Split: "s3cr3t\\r\\nX: y"
                  X-Key: your-strong-random-secret
            """);

        assertThat(written.problems())
                .hasSize(4)
                .noneMatch(text -> text.contains("s3cr3t"))
                .element(3)
                .asString()
                .isEqualTo(
                        "8:14: mcpServers.a.headers.X-Key: is the placeholder of a guide; make one with: openssl rand"
                                + " -base64 32");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mcp-Param-Region", "MCP-Name", "Transfer-Encoding", "TE", "Connection", "content-length"})
    void header_ofTheProtocolOrTheConnection_isRefused(String name) {
        var written = Written.yaml(directory, "mcpServers: {a: {url: 'http://x/', headers: {" + name + ": s3cr3t}}}\n");

        assertThat(written.problems())
                .singleElement()
                .asString()
                .endsWith("mcpServers.a.headers." + name + ": is a header the hub sets itself; remove it");
    }

    @Test
    void authorities_thatAreNoCertificates_areRefused() throws IOException {
        Files.writeString(directory.resolve("ca.pem"), "no certificate");
        var written = Written.yaml(
                directory,
                "mcpServers:\n  a: {url: 'https://x/', ca: ca.pem}\n  b: {url: 'https://x/', ca: none.pem}\n");

        assertThat(written.problems())
                .containsExactly(
                        "2:30: mcpServers.a.ca: names a file that cannot be read as PEM certificates",
                        "3:30: mcpServers.b.ca: names a file that cannot be read as PEM certificates");
    }

    @Test
    void settings_ofServers_hideWhateverMayBeSecret() {
        var written = Written.yaml(directory, """
            mcpServers:
              a:
                command: x
                args: [--api-key, s3cr3t, "--token=s3cr3t", "API_KEY=s3cr3t", --verbose, plain, "${REF}"]
                env: {A: s3cr3t}
              b:
                url: http://x/mcp?key=s3cr3t
                headers: {X-Key: s3cr3t}
            """).withEnvironment(Map.of("REF", "s3cr3t"));

        assertThat(written.load().origins().settings())
                .noneMatch(setting -> setting.value().contains("s3cr3t"))
                .extracting(Setting::value)
                .contains("[\"--api-key\", \"********\", \"--token=********\", \"API_KEY=********\", \"--verbose\","
                        + " \"plain\", \"${REF}\"]");
    }
}
