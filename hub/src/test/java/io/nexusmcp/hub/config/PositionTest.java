package io.nexusmcp.hub.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a text, and exactly where. */
class PositionTest {
    @TempDir
    private Path directory;

    @Test
    void problems_manyInYaml_areToldAtOnceSortedByPlace() {
        var written = Written.yaml(directory, """
            # a hub
            server:
              prot: 1
              port: 70000
              host: "a b"
            limits: {maxBodyBytes: 1TB, maxDepth: [1]}
            admin: 3
            max_body_bytes: 3
            """);

        assertThat(written.problems())
                .containsExactly(
                        "3:3: server.prot: unknown key; did you mean port?",
                        "4:9: server.port: 70000 is not between 0 and 65535",
                        "5:9: server.host: \"a b\" is no host; write a name or a literal address, without a port",
                        "6:24: limits.maxBodyBytes: \"1TB\" is no size; write a number of bytes, or one with KB, MB or"
                                + " GB, such as 10MB",
                        "6:39: limits.maxDepth: is a list where a whole number is expected",
                        "7:8: admin: is a number where a section is expected",
                        "8:1: max_body_bytes: unknown key; did you mean limits.maxBodyBytes?");
    }

    @Test
    void problems_inJsonWithComments_haveExactPlaces() {
        var written = Written.json(directory, """
            { // the hub
              "server": { "port": true, /* where */ "hots": "x" },
              "enableAuth": "maybe"
            }
            """);

        assertThat(written.problems())
                .containsExactly(
                        "2:23: server.port: true is true or false where a whole number is expected",
                        "2:41: server.hots: unknown key; did you mean host?",
                        "3:17: enableAuth: \"maybe\" is neither true nor false");
    }

    @Test
    void position_afterCharactersBeyondTheBasicPlane_countsCodePointsInYaml() {
        var written = Written.yaml(directory, "mcp: {tools: {restrictions: {allowedTools: {😀: 1}}}}\n");

        assertThat(written.problems())
                .containsExactly("1:48: mcp.tools.restrictions.allowedTools.😀: is a number where a list is expected");
    }

    @Test
    void key_givenTwice_isRefusedWithBothPlaces() {
        assertThat(Written.yaml(directory, "server:\n  port: 1\n  port: 2\n").problems())
                .containsExactly("3:3: port: is given twice; the first is in line 2");
        assertThat(Written.json(directory, "{\"enableAuth\": true,\n\"enableAuth\": false}")
                        .problems())
                .containsExactly("2:1: enableAuth: is given twice; the first is in line 1");
    }

    @Test
    void yaml_withAnchorsAliasesOrTags_isRefused() {
        var written = Written.yaml(directory, """
            server: &here
              host: &h 127.0.0.1
            admin:
              host: *h
              port: !!int "3"
            """);

        assertThat(written.problems())
                .contains(
                        "1:9: YAML anchors are not supported; write the value out, or put it in quotes if it is text",
                        "2:9: YAML anchors are not supported; write the value out, or put it in quotes if it is text",
                        "4:9: YAML aliases are not supported; write the value out, or put it in quotes if it is text",
                        "5:9: YAML tags are not supported; write the value out, or put it in quotes if it is text");
    }

    @Test
    void json_withTrailingComma_isRefusedWithAPlainWord() {
        assertThat(Written.json(directory, "{\n  \"enableAuth\": true, // yes\n}")
                        .problems())
                .containsExactly("3:1: a comma before a closing bracket; JSON allows none there: remove the comma");
        assertThat(Written.json(directory, "{\"server\": {\"allowedHosts\": [\"a\",]}}")
                        .problems())
                .containsExactly("1:34: a comma before a closing bracket; JSON allows none there: remove the comma");
    }

    @Test
    void syntaxError_besideASecret_repeatsNothingOfTheText() {
        var yaml = Written.yaml(directory, "mcpServers:\n  a:\n    env: {K: \"s3cr3t\n  b: [\n")
                .problems();
        var json = Written.json(directory, "{\"mcpServers\": {\"a\": {\"env\": {\"K\": s3cr3t}}}}")
                .problems();

        assertThat(yaml).hasSize(1).noneMatch(text -> text.contains("s3cr3t"));
        assertThat(json).containsExactly("1:36: not JSON: a word without quotes; look at quotes, commas and brackets");
    }

    @Test
    void name_withALineBreak_cannotForgeAnotherProblem() {
        assertThat(Written.json(directory, "{\"a\\nnexus.yaml:1:1: b\": 1}").problems())
                .singleElement()
                .asString()
                .startsWith("1:2: a\\nnexus.yaml:1:1: b: unknown key");
    }

    @Test
    void yaml_withTwoDocuments_isRefused() {
        assertThat(Written.yaml(directory, "enableAuth: true\n---\nenableAuth: false\n")
                        .problems())
                .containsExactly("3:1: more than one document; one file holds one configuration");
    }

    @Test
    void file_missingOrOfUnknownKind_isNamed() {
        var missing = catchThrowableOfType(
                ConfigProblems.class,
                () -> ConfigLoader.load(Optional.of(directory.resolve("none.yaml")), Map.of(), Map.of()));

        assertThat(missing).hasMessageEndingWith("none.yaml:1:1: there is no such file");
        assertThat(Written.as(directory.resolve("nexus.toml"), "").problems())
                .containsExactly("1:1: no known kind of file; name it .yaml, .yml, .json or .jsonc");
    }

    @Test
    void file_emptyOrOfCommentsOnly_isTheDefault() {
        assertThat(Written.yaml(directory, "# nothing\n").load().version())
                .isEqualTo(
                        ConfigLoader.load(Optional.empty(), Map.of(), Map.of()).version());
    }

    @Test
    void section_withoutContent_isEmpty() {
        assertThat(Written.yaml(directory, "server:\nmcpServers:\n")
                        .load()
                        .config()
                        .servers())
                .isEmpty();
    }

    @Test
    void value_withoutContent_isRefused() {
        assertThat(Written.yaml(directory, "server:\n  port:\n").problems())
                .containsExactly("2:8: server.port: has no value");
    }
}
