package io.nexusmcp.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nexusmcp.protocol.json.JsonLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which era a message belongs to that comes without headers, on a connection that its client keeps. */
class ConnectionDecoderTest {
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";
    private static final String INITIALIZE =
            request("initialize", "\"protocolVersion\":\"2024-11-05\",\"capabilities\":{}");

    private final ConnectionDecoder any = ConnectionDecoder.ofAnyEra();

    private static String request(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }

    private static ClientMessage decode(ConnectionDecoder decoder, String body) {
        return decoder.decode(body.getBytes(UTF_8), JsonLimits.DEFAULT);
    }

    private static ProtocolError refusal(ConnectionDecoder decoder, String body) {
        var refused = catchThrowableOfType(ProtocolException.class, () -> decode(decoder, body));
        assertThat(refused).as(body).isNotNull();
        return refused.error();
    }

    @Test
    void initialize_pinsTheLegacyEra() {
        assertThat(decode(any, INITIALIZE).era()).isEqualTo(Era.LEGACY);
        any.began("sealed");
        assertThat(decode(any, request("tools/list", "")).session()).contains("sealed");
        assertThat(refusal(any, request("tools/list", META)).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refusal(any, request("server/discover", META)).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void modernRequest_pinsTheModernEra() {
        assertThat(decode(any, request("tools/list", META)).era()).isEqualTo(Era.MODERN);
        var handshake = refusal(any, INITIALIZE);
        assertThat(handshake.code()).isEqualTo(ErrorCode.UNSUPPORTED_PROTOCOL_VERSION);
        assertThat(handshake.data().orElseThrow().text())
                .isEqualTo("{\"supported\":[\"2026-07-28\"],\"requested\":\"2024-11-05\"}");
        assertThat(refusal(any, request("tools/list", "")).code()).isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(refusal(any, "[" + request("tools/list", "") + "]").code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refusal(any, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}").code())
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void requestBeforeTheHandshake_isRefusedByItsId() {
        var refused = refusal(any, request("tools/list", ""));
        assertThat(refused.code()).isEqualTo(ErrorCode.BAD_SESSION);
        assertThat(refused.id()).contains(RequestId.of(1));
        assertThat(decode(any, request("ping", "")).era()).isEqualTo(Era.LEGACY);
    }

    @Test
    void discover_pinsNothing() {
        assertThat(decode(any, request("server/discover", META)).era()).isEqualTo(Era.MODERN);
        assertThat(decode(any, INITIALIZE).era()).isEqualTo(Era.LEGACY);
    }

    @Test
    void initializeWithAModernClaim_isAModernRequest() {
        var message = decode(any, request("initialize", "\"protocolVersion\":\"2025-11-25\"," + META));
        assertThat(message.era()).isEqualTo(Era.MODERN);
    }

    @Test
    void secondInitialize_isRefused() {
        decode(any, INITIALIZE);
        any.began("sealed");
        assertThat(refusal(any, INITIALIZE).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void transportOfOlderRevisions_takesNoModernRequest() {
        var legacy = ConnectionDecoder.ofLegacy();
        assertThat(refusal(legacy, request("tools/list", META)).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refusal(legacy, request("server/discover", META)).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(decode(legacy, INITIALIZE).era()).isEqualTo(Era.LEGACY);
    }

    @Test
    void unservedModernVersion_isNamedWithTheServedOnes() {
        var refused = refusal(any, request("tools/list", META.replace("2026-07-28", "2031-01-01")));
        assertThat(refused.code()).isEqualTo(ErrorCode.UNSUPPORTED_PROTOCOL_VERSION);
        assertThat(refused.id()).contains(RequestId.of(1));
    }

    @Test
    void legacyClientThatNamesItsVersionInTheBody_isLegacy() {
        decode(any, INITIALIZE);
        any.began("sealed");
        var message = decode(any, request("tools/list", META.replace("2026-07-28", "2025-11-25")));
        assertThat(message.era()).isEqualTo(Era.LEGACY);
        assertThat(((Message.Request) message.message()).params().whole().text())
                .doesNotContain("modelcontextprotocol");
    }

    /** What was refused decides nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "[1]", "{\"jsonrpc\":\"1.0\"}", "\"text\"", "null"})
    void brokenMessage_pinsNothing(String body) {
        refusal(any, body);
        assertThat(decode(any, INITIALIZE).era()).isEqualTo(Era.LEGACY);
    }

    @Test
    void batch_isLegacyAndHasNoTwoRequestsOfOneId() {
        decode(any, INITIALIZE);
        any.began("sealed");
        var one = request("tools/list", "");
        assertThat(decode(any, "[" + one + "]").session()).contains("sealed");
        assertThat(refusal(any, "[" + one + "," + one + "]").code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void longVersion_isNotRepeated() {
        decode(any, request("tools/list", META));
        var refused = refusal(any, request("initialize", "\"protocolVersion\":\"" + "x".repeat(5_000) + "\""));
        assertThat(refused.data().orElseThrow().length()).isLessThan(200);
    }
}
