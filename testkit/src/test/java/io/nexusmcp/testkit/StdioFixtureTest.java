package io.nexusmcp.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StdioFixtureTest {
    private static final String META = """
        "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",\
        "io.modelcontextprotocol/clientCapabilities":{"elicitation":{}}}\
        """;

    @Test
    void legacy_discover_isUnknownAndInitializeStillWorks() {
        try (var child = new Child(ChildCommand.of(StdioFixture.class, "legacy"))) {
            assertThat(child.ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\",\"params\":{" + META
                                    + "}}")
                            .path("error")
                            .path("code")
                            .asInt())
                    .isEqualTo(-32601);
            assertThat(child.ask("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"initialize\",\"params\":"
                                    + "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{}}}")
                            .path("result")
                            .path("protocolVersion")
                            .stringValue())
                    .isEqualTo("2025-06-18");
        }
    }

    @Test
    void legacy_cancelledCall_isNotAnswered() {
        try (var child = new Child(ChildCommand.of(StdioFixture.class, "legacy"))) {
            child.send("{\"jsonrpc\":\"2.0\",\"id\":\"long\",\"method\":\"tools/call\",\"params\":"
                    + "{\"name\":\"slow\",\"arguments\":{\"millis\":600000},\"_meta\":{\"progressToken\":1}}}");
            child.send(
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"long\"}}");
            assertThat(child.ask("{\"jsonrpc\":\"2.0\",\"id\":\"next\",\"method\":\"ping\"}")
                            .path("id")
                            .stringValue())
                    .isEqualTo("next");
        }
    }

    @Test
    void modern_questionAndAnswer_takesTwoRounds() {
        try (var child = new Child(ChildCommand.of(StdioFixture.class, "modern"))) {
            var head = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{"
                    + "\"name\":\"test_input_required_result_elicitation\"," + META;
            assertThat(child.ask(head + "}}").path("result").path("resultType").stringValue())
                    .isEqualTo("input_required");
            var answered = child.ask(head
                    + ",\"inputResponses\":{\"user_name\":{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}}}}");
            assertThat(answered.toString()).contains("Hello, Ada!", "\"resultType\":\"complete\"");
        }
    }

    @Test
    void modern_listen_tellsOfToolChange() {
        try (var child = new Child(ChildCommand.of(StdioFixture.class, "modern"))) {
            var acknowledged =
                    child.ask("{\"jsonrpc\":\"2.0\",\"id\":41,\"method\":\"subscriptions/listen\",\"params\":{" + META
                            + ",\"notifications\":{\"toolsListChanged\":true}}}");
            assertThat(acknowledged.path("method").stringValue()).isEqualTo("notifications/subscriptions/acknowledged");
            child.send("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{"
                    + "\"name\":\"test_trigger_tool_change\"," + META + "}}");
            assertThat(child.line() + child.line())
                    .contains("notifications/tools/list_changed", "\"io.modelcontextprotocol/subscriptionId\":41");
        }
    }
}
