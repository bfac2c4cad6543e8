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
import static io.nexusmcp.protocol.Posted.modernCall;
import static io.nexusmcp.protocol.Posted.notification;
import static io.nexusmcp.protocol.Posted.refusal;
import static io.nexusmcp.protocol.Posted.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a modern request must repeat in its headers, and what any request must bring. */
class MirroredHeadersTest {
    @Nested
    class ModernNotifications {
        @Test
        void decode_claimedNotification_needsNoOtherHeader() {
            var message = decode(Headers.NONE, notification("notifications/cancelled", meta(claim(MODERN))));
            assertThat(message.era()).isEqualTo(Era.MODERN);
            assertThat(message.version()).contains(Revision.V2026_07_28);
        }

        @Test
        void decode_contradictions_areRefused() {
            var body = notification("x", meta(claim(MODERN)));
            assertRefused(TestHeaders.of(VERSION, "v9"), body, 400, ErrorCode.HEADER_MISMATCH, "none");
            assertRefused(TestHeaders.of("Mcp-Method", "y"), body, 400, ErrorCode.HEADER_MISMATCH, "none");
            assertRefused(
                    Headers.NONE,
                    notification("x", meta("\"io.modelcontextprotocol/protocolVersion\":{}")),
                    400,
                    ErrorCode.INVALID_PARAMS,
                    "none");
            assertRefused(
                    Headers.NONE,
                    notification("x", meta(claim("2027-01-01"))),
                    400,
                    ErrorCode.UNSUPPORTED_PROTOCOL_VERSION,
                    "none");
        }

        @Test
        void decode_legacyClaimWithSession_isLegacy() {
            var message = decode(TestHeaders.of(SESSION, "s"), notification("x", meta(claim("2025-11-25"))));
            assertThat(message.era()).isEqualTo(Era.LEGACY);
            assertThat(((Message.Notification) message.message()).params().names())
                    .isEmpty();
        }
    }

    @Nested
    class Mirrors {
        @Test
        void decode_versionHeaderMissing_isNamedFirst() {
            var error = refusal(TestHeaders.of("Mcp-Method", "wrong", "Mcp-Name", "wrong"), modernCall("\"t\""));
            assertThat(error.code()).isEqualTo(ErrorCode.HEADER_MISMATCH);
            assertThat(error.message()).contains(VERSION);
        }

        @Test
        void decode_methodComesBeforeName() {
            var missing = refusal(TestHeaders.of(VERSION, MODERN, "Mcp-Name", "wrong"), modernCall("\"t\""));
            assertThat(missing.message()).contains("Mcp-Method").contains("missing");
            var different = refusal(modern("tools/list").with("Mcp-Name", "wrong"), modernCall("\"t\""));
            assertThat(different.message()).contains("Mcp-Method").contains("differs");
        }

        @ParameterizedTest
        @CsvSource({"TOOLS/CALL,t", "tools/call,T", "tools/call,danger", "tools/call,", "tools/call,=?base64?ZGFuZ2Vy?="
        })
        void decode_methodOrNameDiffers_isRefused(String method, String name) {
            var headers = modern(method);
            if (name != null) {
                headers.with("Mcp-Name", name);
            }
            assertRefused(headers, modernCall("\"t\""), 400, ErrorCode.HEADER_MISMATCH, "\"q\"");
        }

        @ParameterizedTest
        @CsvSource({"t,t", "=?base64?dA==?=,t", "=?base64?w7ZzdGlfa8O2a2E=?=,östi_köka", "=?base64?x,=?base64?x"})
        void decode_nameSaysTheSame_isAccepted(String header, String name) {
            var message = decode(modern("tools/call").with("Mcp-Name", header), modernCall("\"" + name + "\""));
            assertThat(message.era()).isEqualTo(Era.MODERN);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "=?base64?dA?=",
                    "=?base64?dA=?=",
                    "=?base64?d!==?=",
                    "=?base64?dB==?=",
                    "=?base64?/w==?=",
                    "t\u00e9",
                    "t\u0001"
                })
        void decode_nameThatCannotBeDecoded_isRefused(String header) {
            var headers = modern("tools/call").with("Mcp-Name", header);
            assertRefused(headers, modernCall("\"t\""), 400, ErrorCode.HEADER_MISMATCH, "\"q\"");
        }

        @ParameterizedTest
        @ValueSource(strings = {VERSION, "Mcp-Method", "Mcp-Name"})
        void decode_headerTwice_isRefused_evenWhenEqual(String name) {
            var headers = modern("tools/call").with("Mcp-Name", "t");
            headers.with(name, headers.all(name).getFirst());
            assertRefused(headers, modernCall("\"t\""), 400, ErrorCode.HEADER_MISMATCH, "\"q\"");
        }

        @Test
        void decode_noNameInTheBody_isLeftToTheMethod_unlessAHeaderClaimsOne() {
            decode(modern("tools/call"), modernCall("7"));
            var headers = modern("tools/call").with("Mcp-Name", "7");
            assertRefused(headers, modernCall("7"), 400, ErrorCode.HEADER_MISMATCH, "\"q\"");
        }

        @ParameterizedTest
        @CsvSource({
            "prompts/get,name",
            "resources/read,uri",
            "tasks/get,taskId",
            "tasks/update,taskId",
            "tasks/cancel,taskId"
        })
        void decode_otherNamedMethods_mirrorTheirParameter(String method, String parameter) {
            var body = request(
                    method, "{\"" + parameter + "\":\"a\",\"_meta\":{" + claim(MODERN) + "," + CAPABILITIES + "}}");
            decode(modern(method).with("Mcp-Name", "a"), body);
            assertRefused(modern(method), body, 400, ErrorCode.HEADER_MISMATCH, "\"q\"");
            assertRefused(modern(method).with("Mcp-Name", "b"), body, 400, ErrorCode.HEADER_MISMATCH, "\"q\"");
        }

        @Test
        void refusal_repeatsNothingOfTheRequest() {
            var error = refusal(modern("tools/call").with("Mcp-Name", "s3cret-a"), modernCall("\"s3cret-b\""));
            assertThat(error.message()).doesNotContain("s3cret");
            assertThat(error.data()).isEqualTo(Optional.empty());
        }
    }

    @Nested
    class Sessions {
        @Test
        void decode_twoSessionHeaders_areRefused() {
            var headers = TestHeaders.of(SESSION, "a", SESSION, "a");
            assertRefused(headers, request("tools/list", "{}"), 400, ErrorCode.BAD_SESSION, "\"q\"");
        }

        @Test
        void decode_twoLegacyVersionHeaders_areRefused() {
            var headers = TestHeaders.of(VERSION, "2025-06-18", VERSION, "2025-11-25", SESSION, "a");
            assertRefused(headers, request("tools/list", "{}"), 400, ErrorCode.HEADER_MISMATCH, "\"q\"");
        }
    }

    @Nested
    class Accepting {
        @Test
        void decode_legacyWithoutEventStream_is406() {
            var headers = TestHeaders.of("Accept", "application/json", SESSION, "s");
            assertRefused(headers, request("tools/list", "{}"), 406, 406, "\"q\"");
            decode(headers, notification("notifications/initialized", "{}"));
        }

        @Test
        void decode_modernWithPlainJson_isAccepted_withoutIs406() {
            var body = request("tools/list", meta(claim(MODERN), CAPABILITIES));
            decode(modern("tools/list").with("Accept", "application/json"), body);
            assertRefused(modern("tools/list").with("Accept", "text/html"), body, 406, 406, "\"q\"");
        }
    }
}
