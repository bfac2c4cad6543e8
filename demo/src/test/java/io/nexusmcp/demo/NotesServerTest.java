package io.nexusmcp.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NotesServerTest {
    private final Child child = new Child(NotesServer.class);

    @AfterEach
    void stop() {
        child.close();
    }

    @Test
    void initialize_knownVersion_isKeptAndUnknownIsAnsweredWithTheNewest() {
        assertThat(version("2025-06-18")).isEqualTo("2025-06-18");
        assertThat(version("2026-07-28")).isEqualTo("2025-11-25");
    }

    private String version(String offered) {
        return child.ask("initialize", "{\"protocolVersion\":\"" + offered + "\",\"capabilities\":{}}")
                .path("result")
                .path("protocolVersion")
                .stringValue();
    }

    @Test
    void addedNote_announced_isListedFoundAndRead() {
        child.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"add_note\","
                + "\"arguments\":{\"title\":\"Milk\",\"text\":\"Buy oat milk\"}}}");
        assertThat(child.line()).contains("notifications/resources/list_changed");
        assertThat(child.line()).contains("note:///2");
        assertThat(child.call("list_notes", "{}").toString()).contains("Milk", "Welcome");
        assertThat(child.call("search_notes", "{\"query\":\"OAT\"}").toString())
                .contains("Milk")
                .doesNotContain("Welcome");
        assertThat(child.ask("resources/read", "{\"uri\":\"note:///2\"}").toString())
                .contains("Buy oat milk");
        assertThat(child.ask("prompts/get", "{\"name\":\"summarize_notes\",\"arguments\":{\"topic\":\"oat\"}}")
                        .toString())
                .contains("Buy oat milk");
    }

    @Test
    void resource_unknown_isAnErrorThatNamesIt() {
        var error = child.ask("resources/read", "{\"uri\":\"note:///99\"}").path("error");
        assertThat(error.path("code").asInt()).isEqualTo(-32002);
        assertThat(error.path("data").path("uri").stringValue()).isEqualTo("note:///99");
    }

    @Test
    void call_missingArgument_isAFailedResult() {
        assertThat(child.call("add_note", "{}").path("result").path("isError").booleanValue())
                .isTrue();
    }

    @Test
    void discover_isUnknown() {
        assertThat(child.ask("server/discover", "{}").path("error").path("code").asInt())
                .isEqualTo(-32601);
    }

    @Test
    void brokenLine_isAParseErrorAndTheServerLivesOn() {
        child.send("{\"jsonrpc\":");
        assertThat(child.line()).contains("-32700");
        assertThat(child.ask("ping", "{}").has("result")).isTrue();
    }

    @Test
    void tools_everySchema_isClosed() {
        child.ask("tools/list", "{}")
                .path("result")
                .path("tools")
                .forEach(tool -> assertThat(tool.path("inputSchema")
                                .path("additionalProperties")
                                .booleanValue(true))
                        .as(tool.path("name").stringValue())
                        .isFalse());
    }
}
