package io.nexusmcp.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nexusmcp.protocol.json.JsonLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageDecoderTest {
    private static Message decode(String json) {
        return MessageDecoder.decode(json.getBytes(UTF_8), JsonLimits.DEFAULT);
    }

    private static ProtocolError refusal(String json) {
        try {
            throw new AssertionError("accepted: " + decode(json));
        } catch (ProtocolException refused) {
            return refused.error();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "0", "-7", "\"\"", "\"q-17\"", "\"1\"", "9007199254740993", "12345678901234567890"})
    void request_stringOrInteger_isAnIdAndKeepsItsText(String id) {
        var request = (Message.Request) decode("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"m\",\"x\":1}");
        assertThat(request.id().json()).isEqualTo(id);
        assertThat(request.envelope().has("x")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1.0", "1e3", "{}", "[]", "true"})
    void request_otherIds_areRefusedAndNotEchoed(String id) {
        var error = refusal("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"m\"}");
        assertThat(error.httpStatus()).isEqualTo(400);
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error.id()).isEmpty();
    }

    @Test
    void request_idOfTenThousandBytes_isRefused() {
        var error = refusal("{\"jsonrpc\":\"2.0\",\"id\":\"" + "x".repeat(10_000) + "\",\"method\":\"m\"}");
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error.id()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":5,\"method\":\"m\"}",
                "{\"jsonrpc\":\"1.0\",\"id\":5,\"method\":\"m\"}",
                "{\"jsonrpc\":2.0,\"id\":5,\"method\":\"m\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":5}",
                "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":7}",
                "{\"jsonrpc\":\"2.0\",\"id\":5,\"Method\":\"m\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":null}"
            })
    void request_malformedEnvelope_isInvalidAndEchoesTheId(String json) {
        var error = refusal(json);
        assertThat(error.httpStatus()).isEqualTo(400);
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error.id()).contains(RequestId.of(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"x\"", "null", "1"})
    void request_paramsThatAreNoObject_areInvalidParams(String params) {
        var error = refusal("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"m\",\"params\":" + params + "}");
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(error.id()).contains(RequestId.of(5));
    }

    @Test
    void notification_hasNoId() {
        var notification = (Message.Notification) decode("{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":{\"a\":1}}");
        assertThat(notification.params().names()).containsExactly("a");
    }

    @Test
    void result_keepsItsBytes() {
        var result = (Message.Result) decode("{\"jsonrpc\":\"2.0\",\"result\":{ \"a\" : 1e400 },\"id\":\"7\"}");
        assertThat(result.id().json()).isEqualTo("\"7\"");
        assertThat(result.result().text()).isEqualTo("{ \"a\" : 1e400 }");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"id\":7,|7", "\"id\":null,|none", "|none"})
    void failure_ofNoRequest_isAccepted(String member, String id) {
        var given = member == null ? "" : member;
        var failure = (Message.Failure) decode(
                "{\"jsonrpc\":\"2.0\"," + given + "\"error\":{\"code\":-32601,\"message\":\"no\",\"data\":[1]}}");
        assertThat(failure.id().map(RequestId::json).orElse("none")).isEqualTo(id);
        assertThat(failure.code()).isEqualTo(-32601);
        assertThat(failure.error().get("data").orElseThrow().text()).isEqualTo("[1]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{},\"error\":{\"code\":1,\"message\":\"\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"m\",\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":5,\"error\":\"no\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":5,\"error\":{\"message\":\"no\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":5,\"error\":{\"code\":1.5,\"message\":\"no\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":5,\"error\":{\"code\":99999999999,\"message\":\"no\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":5,\"error\":{\"code\":1}}"
            })
    void answer_malformed_isInvalid_andItsIdIsNotEchoed(String json) {
        var error = refusal(json);
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error.id()).isEmpty();
    }

    @Test
    void batch_ofAServer_isRead() {
        var batch = (Message.Batch)
                decode("[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}},{\"jsonrpc\":\"2.0\",\"method\":\"n\"}]");
        assertThat(batch.messages()).hasExactlyElementsOfTypes(Message.Result.class, Message.Notification.class);
    }

    @Test
    void decode_noJson_isAParseErrorWithoutEcho() {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> decode("{\"s3cret\":}"))
                .satisfies(refused -> assertThat(refused.error().code()).isEqualTo(ErrorCode.PARSE_ERROR))
                .satisfies(refused -> assertThat(refused.error().message()).doesNotContain("s3cret"));
    }
}
