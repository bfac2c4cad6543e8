package io.nexusmcp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolCallTest {
    private static final String CALL = "POST /api/v1/tools/demo__echo/call";
    private static final String HELLO = "{\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"hello\\nyou\"}]}}";

    private final RecordedHub hub = new RecordedHub().on(CALL, HELLO);

    @AfterEach
    void close() {
        hub.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        a=1                     | {"a":1}
        a=12345678901234567890  | {"a":12345678901234567890}
        a=1.10                  | {"a":1.10}
        a=007                   | {"a":"007"}
        a=true                  | {"a":true}
        a=hello                 | {"a":"hello"}
        a=x=y                   | {"a":"x=y"}
        a="7"                   | {"a":"7"}
        a=[1,2]                 | {"a":[1,2]}
        a=                      | {"a":""}
        """)
    void arg_thatIsJson_goesAsItWasTyped(String argument, String json) {
        Run.against(hub, "tool", "call", "demo__echo", "--arg", argument);

        assertThat(hub.asked.getFirst().body()).isEqualTo("{\"arguments\":" + json + "}");
    }

    @Test
    void jsonArgs_goUntouched_alsoFromAFile(@TempDir Path directory) throws IOException {
        var json = "{ \"n\": 1e400, \"z\":null, \"a\":1 }";
        var file = Files.writeString(directory.resolve("args.json"), json);

        Run.against(hub, "tool", "call", "demo__echo", "--json-args", json);
        Run.against(hub, "tool", "call", "demo__echo", "--json-args", "@" + file);

        assertThat(hub.asked).extracting(RecordedHub.Asked::body).containsOnly("{\"arguments\":" + json + "}");
    }

    @ParameterizedTest
    @CsvSource({"[1]", "{", "@/nonexistent", "{} {}"})
    void jsonArgs_thatAreNoObject_areAMistake(String json) {
        assertThat(Run.against(hub, "tool", "call", "demo__echo", "--json-args", json)
                        .exit())
                .isEqualTo(2);
        assertThat(hub.asked).isEmpty();
    }

    @Test
    void bothWaysOfArguments_areAMistake() {
        assertThat(Run.against(hub, "tool", "call", "demo__echo", "--json-args", "{}", "--arg", "a=1")
                        .exit())
                .isEqualTo(2);
    }

    @Test
    void result_isReadable() {
        assertThat(Run.against(hub, "tool", "call", "demo__echo").out()).isEqualToNormalizingNewlines("hello\nyou\n");
    }

    @Test
    void result_ofOtherKinds_isNamed() {
        hub.on(
                CALL,
                "{\"result\":{\"content\":[{\"type\":\"image\",\"data\":\"AA==\",\"mimeType\":\"image/png\"},"
                        + "{\"type\":\"resource_link\",\"uri\":\"file:///x\"},"
                        + "{\"type\":\"resource\",\"resource\":{\"uri\":\"a:b\",\"text\":\"inside\"}}]}}");

        assertThat(Run.against(hub, "tool", "call", "demo__echo").out())
                .isEqualToNormalizingNewlines("[image image/png]\nfile:///x\ninside\n");
    }

    @Test
    void result_withJson_keepsEveryDigit() {
        hub.on(CALL, "{\"result\":{\"content\":[],\"structuredContent\":{\"x\":1.10,\"n\":12345678901234567890}}}");

        assertThat(Run.against(hub, "tool", "call", "demo__echo", "--json").out())
                .contains("1.10")
                .contains("12345678901234567890");
    }

    @Test
    void isError_is1AndStillPrintsTheContent() {
        hub.on(CALL, "{\"result\":{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":\"no such file\"}]}}");

        var run = Run.against(hub, "tool", "call", "demo__echo");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("no such file");
    }

    /** A tool's text must not drive the terminal of whoever reads it. */
    @Test
    void controlSequencesInAResult_neverReachTheTerminal() {
        hub.on(
                CALL,
                "{\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"a\\u001b[2Jb\\u001b]0;title\\u0007c\\u202ed\"}]}}");

        assertThat(Run.against(hub, "tool", "call", "demo__echo").out()).isEqualToIgnoringNewLines("abcd");
        assertThat(Run.against(hub, "tool", "call", "demo__echo", "--json").out())
                .doesNotContain("\u001b")
                .doesNotContain("\u202e")
                .contains("\\u202e");
    }
}
