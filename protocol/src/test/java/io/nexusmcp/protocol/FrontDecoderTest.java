package io.nexusmcp.protocol;

import static io.nexusmcp.protocol.Posted.CAPABILITIES;
import static io.nexusmcp.protocol.Posted.MODERN;
import static io.nexusmcp.protocol.Posted.SESSION;
import static io.nexusmcp.protocol.Posted.VERSION;
import static io.nexusmcp.protocol.Posted.assertRefused;
import static io.nexusmcp.protocol.Posted.claim;
import static io.nexusmcp.protocol.Posted.decode;
import static io.nexusmcp.protocol.Posted.meta;
import static io.nexusmcp.protocol.Posted.modern;
import static io.nexusmcp.protocol.Posted.notification;
import static io.nexusmcp.protocol.Posted.refusal;
import static io.nexusmcp.protocol.Posted.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonSlice;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrontDecoderTest {
    @Nested
    class Body {
        @ParameterizedTest
        @ValueSource(strings = {"", "{", "{\"a\":1}x", "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":1}", "nul"})
        void decode_noJson_isAParseError(String body) {
            assertRefused(Headers.NONE, body, 400, ErrorCode.PARSE_ERROR, "none");
        }

        @ParameterizedTest
        @ValueSource(strings = {"1", "\"text\"", "null", "true"})
        void decode_noObject_isInvalid(String body) {
            assertRefused(Headers.NONE, body, 400, ErrorCode.INVALID_REQUEST, "none");
        }

        @Test
        void decode_overlongUtf8_isAParseError() {
            var body = request("tools/list", "{\"x\":\"..xx\"}").getBytes(UTF_8);
            body[body.length - 5] = (byte) 0xC0;
            body[body.length - 4] = (byte) 0xAF;
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> FrontDecoder.decode(Headers.NONE, body, JsonLimits.DEFAULT))
                    .satisfies(refused -> assertThat(refused.error().code()).isEqualTo(ErrorCode.PARSE_ERROR));
        }
    }

    @Nested
    class OtherVerbs {
        @Test
        void requireLegacy_modernHeader_is405() {
            for (var version : new String[] {MODERN, "2027-01-01", "v999.0.0"}) {
                assertThatExceptionOfType(ProtocolException.class)
                        .isThrownBy(() -> FrontDecoder.requireLegacy(TestHeaders.of(VERSION, version)))
                        .satisfies(refused ->
                                assertThat(refused.error().httpStatus()).isEqualTo(405));
            }
        }

        @Test
        void requireLegacy_noOrLegacyHeader_passes() {
            FrontDecoder.requireLegacy(Headers.NONE);
            FrontDecoder.requireLegacy(TestHeaders.of(VERSION, "2025-11-25"));
        }
    }

    @Nested
    class Batches {
        private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"ping\"}";

        private void assertNoBatch(Headers headers, String body) {
            assertRefused(headers, body, 400, ErrorCode.INVALID_REQUEST, "none");
        }

        @Test
        void decode_emptyArray_isInvalid() {
            assertNoBatch(TestHeaders.of(SESSION, "s"), "[]");
        }

        @Test
        void decode_elementWithAClaim_isInvalid() {
            var body = "[" + PING.formatted("1") + "," + request("tools/list", meta(claim("2025-03-26"))) + "]";
            assertNoBatch(TestHeaders.of(SESSION, "s"), body);
            assertNoBatch(TestHeaders.of(SESSION, "s"), "[" + notification("x", meta(claim(MODERN))) + "]");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"[1]", "[[]]", "[{}]", "[null]", "[{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}]"})
        void decode_malformedElement_isInvalid(String body) {
            assertNoBatch(TestHeaders.of(SESSION, "s"), body);
        }

        @Test
        void decode_moreThanFifty_isInvalid() {
            var notification = notification("x", "{}");
            var fifty = "[" + String.join(",", java.util.Collections.nCopies(50, notification)) + "]";
            var message = decode(TestHeaders.of(SESSION, "s"), fifty).message();
            assertThat(((Message.Batch) message).messages()).hasSize(50);
            assertNoBatch(TestHeaders.of(SESSION, "s"), fifty.replaceFirst("\\[", "[" + notification + ","));
        }

        @Test
        void decode_handshakeOrTwiceTheSameId_isInvalid() {
            assertNoBatch(Headers.NONE, "[" + request("initialize", "{}") + "]");
            assertNoBatch(Headers.NONE, "[" + PING.formatted("1") + "," + PING.formatted("1") + "]");
            decode(Headers.NONE, "[" + PING.formatted("1") + "," + PING.formatted("\"1\"") + "]");
        }

        @Test
        void decode_otherRevisionInTheHeader_isInvalid() {
            var body = "[" + PING.formatted("1") + "]";
            for (var version : new String[] {"2025-06-18", "2025-11-25", MODERN, "v9", "2024-11-05"}) {
                assertNoBatch(TestHeaders.of(VERSION, version), body);
            }
        }

        @Test
        void decode_withoutOrWithItsOwnRevision_isLegacy() {
            var body = " [" + PING.formatted("1") + "," + notification("notifications/cancelled", "{}") + "]";
            var message = decode(TestHeaders.of(SESSION, "s"), body);
            assertThat(message.era()).isEqualTo(Era.LEGACY);
            assertThat(message.session()).contains("s");
            assertThat(((Message.Batch) message.message()).messages()).hasSize(2);
            decode(TestHeaders.of(VERSION, "2025-03-26"), body);
        }
    }

    @Nested
    class Answers {
        private static final String RESULT = "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{}}";
        private static final String FAILURE =
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"error\":{\"code\":-1,\"message\":\"no\"}}";

        @Test
        void decode_answer_isLegacy() {
            var message = decode(TestHeaders.of(SESSION, "s", VERSION, "2025-11-25"), RESULT);
            assertThat(message.era()).isEqualTo(Era.LEGACY);
            assertThat(message.message()).isInstanceOf(Message.Result.class);
            assertThat(decode(Headers.NONE, FAILURE).message()).isInstanceOf(Message.Failure.class);
        }

        @Test
        void decode_answerWithModernHeader_isInvalid_andItsIdIsNotOurs() {
            assertRefused(TestHeaders.of(VERSION, MODERN), RESULT, 400, ErrorCode.INVALID_REQUEST, "none");
            assertRefused(TestHeaders.of(VERSION, "v9"), FAILURE, 400, ErrorCode.INVALID_REQUEST, "none");
        }
    }

    @Nested
    class Handshake {
        private static final String PARAMS = "{\"protocolVersion\":\"2025-11-25\"%s}";

        @Test
        void decode_initialize_isLegacy() {
            var message = decode(Headers.NONE, request("initialize", PARAMS.formatted("")));
            assertThat(message.era()).isEqualTo(Era.LEGACY);
            assertThat(message.session()).isEmpty();
            assertThat(message.version()).isEmpty();
        }

        @Test
        void decode_initializeWithModernHeader_isAMismatch() {
            var body = request("initialize", PARAMS.formatted(""));
            assertRefused(TestHeaders.of(VERSION, MODERN), body, 400, ErrorCode.HEADER_MISMATCH, "\"q\"");
        }

        @Test
        void decode_initializeWithValidModernClaim_isModern() {
            var meta = ",\"_meta\":{" + claim(MODERN) + "," + CAPABILITIES + "}";
            var message = decode(modern("initialize"), request("initialize", PARAMS.formatted(meta)));
            assertThat(message.era()).isEqualTo(Era.MODERN);
        }

        @Test
        void decode_initializeWithoutValidModernClaim_isLegacyWithoutReservedKeys() {
            for (var keys :
                    new String[] {claim("2025-11-25"), claim(MODERN), "\"io.modelcontextprotocol/protocolVersion\":1"
                    }) {
                var body = request("initialize", PARAMS.formatted(",\"_meta\":{" + keys + ",\"mine\":1}"));
                var message = decode(TestHeaders.of(VERSION, "2025-11-25"), body);
                assertThat(message.era()).isEqualTo(Era.LEGACY);
                var params = ((Message.Request) message.message()).params();
                assertThat(params.whole().text()).isEqualTo(PARAMS.formatted(",\"_meta\":{\"mine\":1}"));
            }
        }
    }

    @Nested
    class Claims {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\"io.modelcontextprotocol/protocolVersion\":1,\"io.modelcontextprotocol/clientCapabilities\":{}",
                    "\"io.modelcontextprotocol/protocolVersion\":null,\"io.modelcontextprotocol/clientCapabilities\":{}",
                    "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"",
                    "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":[]",
                    "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{},"
                        + "\"io.modelcontextprotocol/clientInfo\":\"me\""
                })
        void decode_malformedClaim_isInvalidParams_neverLegacy(String keys) {
            var body = request("tools/list", meta(keys));
            assertRefused(modern("tools/list"), body, 400, ErrorCode.INVALID_PARAMS, "\"q\"");
            assertRefused(TestHeaders.of(SESSION, "s"), body, 400, ErrorCode.INVALID_PARAMS, "\"q\"");
        }

        @Test
        void decode_overlongVersion_isInvalidParams() {
            var body = request("tools/list", meta(claim("9".repeat(70)), CAPABILITIES));
            assertRefused(Headers.NONE, body, 400, ErrorCode.INVALID_PARAMS, "\"q\"");
        }

        @Test
        void decode_claimAndHeaderDiffer_isAMismatch() {
            var body = request("tools/list", meta(claim("v999.0.0"), CAPABILITIES));
            assertRefused(modern("tools/list"), body, 400, ErrorCode.HEADER_MISMATCH, "\"q\"");
            var modernBody = request("tools/list", meta(claim(MODERN), CAPABILITIES));
            var headers = TestHeaders.of(VERSION, "2025-11-25", "Mcp-Method", "tools/list", SESSION, "s");
            assertRefused(headers, modernBody, 400, ErrorCode.HEADER_MISMATCH, "\"q\"");
        }

        @Test
        void decode_servedModernVersion_isModern_withoutSession() {
            var headers = modern("tools/list").with(SESSION, "ignored").with("Last-Event-ID", "7");
            var message = decode(headers, request("tools/list", meta(claim(MODERN), CAPABILITIES)));
            assertThat(message.era()).isEqualTo(Era.MODERN);
            assertThat(message.version()).contains(Revision.V2026_07_28);
            assertThat(message.session()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"2026-12-31", "v999.0.0", "DRAFT", ""})
        void decode_unknownModernVersion_isUnsupported(String version) {
            var headers = TestHeaders.of(VERSION, version, "Mcp-Method", "server/discover");
            var body = request("server/discover", meta(claim(version), CAPABILITIES));
            assertRefused(headers, body, 400, ErrorCode.UNSUPPORTED_PROTOCOL_VERSION, "\"q\"");
            assertThat(refusal(headers, body).data().map(JsonSlice::text))
                    .contains("{\"supported\":[\"2026-07-28\"],\"requested\":\"" + version + "\"}");
        }

        @Test
        void decode_legacyClaimAlone_isUnsupported() {
            var body = request("tools/list", meta(claim("2025-11-25"), CAPABILITIES));
            assertRefused(Headers.NONE, body, 400, ErrorCode.UNSUPPORTED_PROTOCOL_VERSION, "\"q\"");
        }

        @Test
        void decode_legacyClaimWithSessionOrSameHeader_isLegacyWithoutReservedKeys() {
            var body = request("tools/list", meta(claim("2025-06-18"), CAPABILITIES, "\"progressToken\":7"));
            for (var headers :
                    new TestHeaders[] {TestHeaders.of(SESSION, "s"), TestHeaders.of(VERSION, "2025-06-18")}) {
                var message = decode(headers, body);
                assertThat(message.era()).isEqualTo(Era.LEGACY);
                assertThat(((Message.Request) message.message())
                                .params()
                                .whole()
                                .text())
                        .isEqualTo("{\"_meta\":{\"progressToken\":7}}");
            }
        }

        @Test
        void decode_legacyClaimAgainstAnotherHeader_isAMismatch() {
            var body = request("tools/list", meta(claim("2025-06-18"), CAPABILITIES));
            var headers = TestHeaders.of(VERSION, "2025-11-25", SESSION, "s");
            assertRefused(headers, body, 400, ErrorCode.HEADER_MISMATCH, "\"q\"");
        }

        @Test
        void decode_metaThatIsNoObject_isInvalidParams() {
            assertRefused(
                    TestHeaders.of(SESSION, "s"),
                    request("tools/list", "{\"_meta\":7}"),
                    400,
                    ErrorCode.INVALID_PARAMS,
                    "\"q\"");
        }

        @Test
        void decode_claimWithEscapedName_isSeen() {
            var body = request(
                    "tools/list", meta("\"io.modelcontextprotocol\\/protocolVersi\\u006fn\":\"v9\"", CAPABILITIES));
            assertRefused(TestHeaders.of(SESSION, "s"), body, 400, ErrorCode.UNSUPPORTED_PROTOCOL_VERSION, "\"q\"");
        }
    }

    @Nested
    class NoClaim {
        @ParameterizedTest
        @ValueSource(
                strings = {"{}", "{\"_meta\":{}}", "{\"_meta\":{\"io.modelcontextprotocol/clientCapabilities\":{}}}"})
        void decode_modernHeaderAndRequest_namesWhatIsMissing(String params) {
            for (var version : new String[] {MODERN, "v999.0.0", "2024-10-07"}) {
                var headers = TestHeaders.of(VERSION, version, "Mcp-Method", "tools/list");
                var body = request("tools/list", params);
                assertRefused(headers, body, 400, ErrorCode.INVALID_PARAMS, "\"q\"");
                assertThat(refusal(headers, body).message()).contains("_meta");
            }
        }

        @Test
        void decode_modernHeaderAndNotification_isModern() {
            for (var version : new String[] {MODERN, "v999.0.0"}) {
                var message = decode(TestHeaders.of(VERSION, version, SESSION, "s"), notification("x", "{}"));
                assertThat(message.era()).isEqualTo(Era.MODERN);
                assertThat(message.session()).isEmpty();
                assertThat(message.version()).isEqualTo(Revision.of(version));
            }
        }

        @Test
        void decode_noOrLegacyHeader_isLegacy() {
            var body = request("tools/list", "{}");
            assertThat(decode(Headers.NONE, body).era()).isEqualTo(Era.LEGACY);
            for (var version : new String[] {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"}) {
                var message = decode(TestHeaders.of(VERSION, version, SESSION, "s-1"), body);
                assertThat(message.era()).isEqualTo(Era.LEGACY);
                assertThat(message.version()).isEqualTo(Revision.of(version));
                assertThat(message.session()).contains("s-1");
            }
        }

        @Test
        void decode_legacyRequest_ignoresMirroredHeaders() {
            var headers = TestHeaders.of(SESSION, "s", "Mcp-Method", "tools/list", "Mcp-Name", "free_tool");
            var message = decode(headers, request("tools/call", "{\"name\":\"paid_tool\"}"));
            assertThat(((Message.Request) message.message()).params().string("name"))
                    .contains("paid_tool");
        }

        @Test
        void decode_paramsLeftOut_areEmpty() {
            var message = decode(TestHeaders.of(SESSION, "s"), "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
            assertThat(((Message.Request) message.message()).params().names()).isEmpty();
        }
    }
}
