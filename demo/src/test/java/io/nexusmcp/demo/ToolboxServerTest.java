package io.nexusmcp.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ToolboxServerTest {
    private final Child child = new Child(ToolboxServer.class);

    @AfterEach
    void stop() {
        child.close();
    }

    @Test
    void discover_namesItsVersionAndItself() {
        var result = child.ask("server/discover", "{" + Child.META + "}").path("result");
        assertThat(result.path("supportedVersions").path(0).stringValue()).isEqualTo("2026-07-28");
        assertThat(result.path("resultType").stringValue()).isEqualTo("complete");
        assertThat(result.toString()).contains("nexus-demo-toolbox", "ttlMs", "cacheScope");
    }

    @Test
    void initialize_ofTheOtherEra_isRefusedWithTheSupportedVersion() {
        var error = child.ask("initialize", "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}}")
                .path("error");
        assertThat(error.path("code").asInt()).isEqualTo(-32022);
        assertThat(error.path("data").path("supported").path(0).stringValue()).isEqualTo("2026-07-28");
    }

    @Test
    void tools_everySchema_isClosed() {
        var tools =
                child.ask("tools/list", "{" + Child.META + "}").path("result").path("tools");
        assertThat(tools).hasSize(6);
        tools.forEach(tool -> assertThat(
                        tool.path("inputSchema").path("additionalProperties").booleanValue(true))
                .as(tool.path("name").stringValue())
                .isFalse());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hash|{\"text\":\"abc\"}|ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "json|{\"text\":\"{\\\"a\\\":[1,{\\\"b\\\":1.10}]}\",\"pointer\":\"/a/1\"}|1.10",
                "convert|{\"value\":212,\"from\":\"F\",\"to\":\"C\"}|100.0",
                "convert|{\"value\":1,\"from\":\"mi\",\"to\":\"km\"}|1.609344",
                "time|{\"zone\":\"Asia/Kathmandu\"}|+05:45",
            })
    void tool_properArguments_answers(String tool, String arguments, String expected) {
        assertThat(child.callModern(tool, arguments).path("result").toString())
                .contains(expected, "complete")
                .doesNotContain("isError");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "time|{\"zone\":\"Middle/Earth\"}",
                "json|{\"text\":\"{\"}",
                "convert|{\"value\":1,\"from\":\"kg\",\"to\":\"km\"}",
                "hash|{\"text\":\"abc\",\"algorithm\":\"MD5\"}",
                "uuid|{\"count\":0}",
                "misbehave|{\"mode\":\"error\"}",
            })
    void tool_badArguments_failsWithoutEchoingThem(String tool, String arguments) {
        var result = child.callModern(tool, arguments).path("result");
        assertThat(result.path("isError").booleanValue()).isTrue();
        assertThat(result.toString()).doesNotContain("Middle", "MD5");
    }

    @Test
    void uuid_three_areDifferent() {
        var text = child.callModern("uuid", "{\"count\":3}")
                .path("result")
                .path("content")
                .path(0)
                .path("text")
                .stringValue();
        assertThat(text.lines().distinct()).hasSize(3);
    }

    @Test
    void misbehave_leaks_lookLikeTheRealThing() {
        assertThat(child.callModern("misbehave", "{\"mode\":\"leak-secret\"}").toString())
                .containsPattern("AKIA[0-9A-Z]{16}");
        assertThat(child.callModern("misbehave", "{\"mode\":\"leak-card\"}").toString())
                .containsPattern("4111 1111 1111 1111");
    }

    @Test
    void misbehave_slow_reportsProgressFirst() {
        assertThat(child.callModern("misbehave", "{\"mode\":\"slow\",\"seconds\":1}")
                        .toString())
                .contains("notifications/progress", "\"progressToken\":\"p\"", "\"total\":1");
        assertThat(child.line()).contains("Took 1 seconds.");
    }

    @Test
    void misbehave_slowAndCancelled_isNotAnswered() {
        child.send("{\"jsonrpc\":\"2.0\",\"id\":\"long\",\"method\":\"tools/call\",\"params\":{\"name\":\"misbehave\","
                + "\"arguments\":{\"mode\":\"slow\",\"seconds\":600}," + Child.META + "}}");
        child.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"long\"}}");
        assertThat(child.callModern("uuid", "{}").path("id").asInt()).isEqualTo(1);
    }

    @Test
    void misbehave_garbage_writesALineThatIsNoJson() {
        child.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"misbehave\","
                + "\"arguments\":{\"mode\":\"garbage\"}," + Child.META + "}}");
        assertThat(child.line()).isEqualTo("this line is not JSON");
        assertThat(child.line()).startsWith("{\"jsonrpc\"");
    }

    @Test
    void misbehave_huge_isSixteenMegabytes() {
        assertThat(child.callModern("misbehave", "{\"mode\":\"huge\"}")
                        .toString()
                        .length())
                .isGreaterThan(16 << 20);
    }

    @Test
    void misbehave_crash_endsTheProcess() throws Exception {
        child.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"misbehave\","
                + "\"arguments\":{\"mode\":\"crash\"}," + Child.META + "}}");
        assertThat(child.process().waitFor()).isEqualTo(70);
    }
}
