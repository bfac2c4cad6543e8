package io.nexusmcp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputRequiredTest {
    private static JsonObject object(String json) {
        return JsonSlice.trusted(json).asObject();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"resultType\":\"input_required\",\"requestState\":\"s\"}",
                "{\"resultType\":\"input_required\",\"inputRequests\":{\"a\":{\"method\":\"roots/list\"}}}",
                "{\"resultType\":\"input_required\",\"inputRequests\":{\"b\":{\"method\":\"elicitation/create\","
                        + "\"params\":{\"n\":1e400}},\"a\":{\"method\":\"roots/list\"}},\"requestState\":\"s\"}",
            })
    void read_thenWritten_isTheSame(String result) {
        assertThat(InputRequired.is(object(result))).isTrue();
        assertThat(InputRequired.read(object(result)).write().whole().text()).isEqualTo(result);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"resultType\":\"input_required\"}",
                "{\"resultType\":\"input_required\",\"inputRequests\":{}}",
                "{\"resultType\":\"input_required\",\"inputRequests\":[],\"requestState\":\"s\"}",
                "{\"resultType\":\"input_required\",\"inputRequests\":{\"a\":7}}",
                "{\"resultType\":\"input_required\",\"inputRequests\":{\"a\":{}}}",
            })
    void read_ofAnythingElse_isRefused(String result) {
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> InputRequired.read(object(result)));
    }

    @Test
    void responses_areObjectsByKey() {
        var params = object("{\"inputResponses\":{\"b\":{\"x\":1.0},\"a\":{}}}");
        var responses = InputRequired.responses(params);
        assertThat(responses.keySet()).containsExactly("b", "a");
        assertThat(InputRequired.write(responses).text()).isEqualTo("{\"b\":{\"x\":1.0},\"a\":{}}");
        assertThat(InputRequired.responses(JsonObject.EMPTY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"inputResponses\":[]}", "{\"inputResponses\":{\"a\":1}}", "{\"inputResponses\":null}"})
    void responses_ofAnythingElse_areRefused(String params) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> InputRequired.responses(object(params)))
                .satisfies(refused -> assertThat(refused.error().code()).isEqualTo(ErrorCode.INVALID_PARAMS));
    }
}
