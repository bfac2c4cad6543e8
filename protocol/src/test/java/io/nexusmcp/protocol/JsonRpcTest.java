package io.nexusmcp.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonSlice;
import org.junit.jupiter.api.Test;

class JsonRpcTest {
    private static final RequestId ID = RequestId.of(JsonSlice.trusted("\"q\\u0031\""));

    @Test
    void messages_copyTheirValuesByteForByte() {
        var value = JsonSlice.trusted("{ \"n\" : 1.10 }");
        assertThat(JsonRpc.request(RequestId.of(7), "tools/call", value).text())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{ \"n\" : 1.10 }}");
        assertThat(JsonRpc.result(ID, value).text())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"q\\u0031\",\"result\":{ \"n\" : 1.10 }}");
        assertThat(JsonRpc.notification("n/a", value).text())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"n/a\",\"params\":{ \"n\" : 1.10 }}");
        assertThat(JsonRpc.notification("n").text()).isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"n\"}");
    }

    @Test
    void error_ofAKnownRequest_hasItsIdInBothEras() {
        var error = ProtocolError.of(400, -32020, "say \"hi\"").withId(ID).withData(JsonSlice.trusted("[1e400]"));
        for (var era : Era.values()) {
            assertThat(JsonRpc.error(error, era).text())
                    .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"q\\u0031\",\"error\":{\"code\":-32020,"
                            + "\"message\":\"say \\\"hi\\\"\",\"data\":[1e400]}}");
        }
    }

    @Test
    void error_ofNoKnownRequest_saysNullInLegacyAndNothingInModern() {
        var error = ProtocolError.of(400, -32700, "no");
        assertThat(JsonRpc.error(error, Era.LEGACY).text())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"no\"}}");
        assertThat(JsonRpc.error(error, Era.MODERN).text())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32700,\"message\":\"no\"}}");
    }

    @Test
    void messages_areReadBackByTheDecoder() {
        var request = JsonRpc.request(ID, "m\n\"", JsonSlice.trusted("{}"));
        var read = (Message.Request) MessageDecoder.decode(request.text().getBytes(UTF_8), JsonLimits.DEFAULT);
        assertThat(read.id()).isEqualTo(ID);
        assertThat(read.method()).isEqualTo("m\n\"");
        var error = JsonRpc.error(ProtocolError.of(200, 5, "x"), Era.LEGACY);
        assertThat(MessageDecoder.of(error.asObject())).isInstanceOf(Message.Failure.class);
    }
}
