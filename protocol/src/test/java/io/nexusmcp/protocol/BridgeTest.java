package io.nexusmcp.protocol;

import static io.nexusmcp.protocol.Revision.V2024_11_05;
import static io.nexusmcp.protocol.Revision.V2025_03_26;
import static io.nexusmcp.protocol.Revision.V2025_06_18;
import static io.nexusmcp.protocol.Revision.V2025_11_25;
import static io.nexusmcp.protocol.Revision.V2026_07_28;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonScanner;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BridgeTest {
    private static final String TEXT = "{\"type\":\"text\",\"text\":\"t\"}";
    private static final String AUDIO = "{\"type\":\"audio\",\"data\":\"QQ==\",\"mimeType\":\"audio/wav\"}";
    private static final String LINK =
            "{\"type\":\"resource_link\",\"uri\":\"demo://a\",\"name\":\"A\",\"description\":\"about a\"}";

    private static JsonObject object(String json) {
        return JsonScanner.scanObject(json.getBytes(UTF_8), JsonLimits.DEFAULT);
    }

    private static String bridged(String method, String result, Revision server, Revision client) {
        return Bridge.result(method, object(result), server, client).whole().text();
    }

    @Nested
    class Untouched {
        @ParameterizedTest
        @EnumSource(
                value = Revision.class,
                names = {"V2025_03_26", "V2025_06_18", "V2025_11_25"})
        void result_clientNotOlderThanItsLegacyServer_isTheSameObject(Revision server) {
            var result = object("{\"content\":[" + LINK + "],\"resultType\":\"odd\",\"_meta\":{\"a\":1}}");
            assertThat(Bridge.result("tools/call", result, server, V2025_11_25)).isSameAs(result);
        }

        @Test
        void result_modernThatNeedsNothing_isTheSameObject() {
            var result = object("{\"resultType\":\"complete\",\"content\":[ ],\"x\":1e400}");
            assertThat(Bridge.result("tools/call", result, V2026_07_28, V2026_07_28))
                    .isSameAs(result);
        }

        @Test
        void result_olderClientAndKnownTypes_isTheSameObject() {
            var result = object("{\"content\":[" + TEXT + "]}");
            assertThat(Bridge.result("tools/call", result, V2025_11_25, V2024_11_05))
                    .isSameAs(result);
        }
    }

    @Nested
    class TowardsModern {
        @Test
        void result_ofALegacyServer_becomesComplete() {
            assertThat(bridged("tools/call", "{\"content\":[],\"n\":1.10}", V2025_11_25, V2026_07_28))
                    .isEqualTo("{\"content\":[],\"n\":1.10,\"resultType\":\"complete\"}");
            assertThat(bridged(
                            "tools/call",
                            "{\"resultType\":\"input_required\",\"content\":[]}",
                            V2025_11_25,
                            V2026_07_28))
                    .isEqualTo("{\"resultType\":\"complete\",\"content\":[]}");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "server/discover",
                    "tools/list",
                    "prompts/list",
                    "resources/list",
                    "resources/templates/list",
                    "resources/read"
                })
        void result_cacheable_getsCachingFields(String method) {
            assertThat(bridged(method, "{\"a\":1}", V2025_06_18, V2026_07_28))
                    .isEqualTo("{\"a\":1,\"resultType\":\"complete\",\"ttlMs\":0,\"cacheScope\":\"private\"}");
        }

        @ParameterizedTest
        @CsvSource({"5000,5000", "-1,0", "1.5,0", "'\"9\"',0", "1e3,0", "null,0", "9999999999999999,0"})
        void result_ofAModernServer_keepsAGoodTtlAndIsNeverPublic(String ttl, String expected) {
            var result =
                    "{\"resultType\":\"complete\",\"contents\":[],\"ttlMs\":" + ttl + ",\"cacheScope\":\"public\"}";
            assertThat(bridged("resources/read", result, V2026_07_28, V2026_07_28))
                    .isEqualTo("{\"resultType\":\"complete\",\"contents\":[],\"ttlMs\":" + expected
                            + ",\"cacheScope\":\"private\"}");
        }

        @Test
        void result_losesWhatTheServersHopSaid_andCanBeStamped() {
            var result = object(
                    "{\"resultType\":\"complete\",\"_meta\":{\"io.modelcontextprotocol/serverInfo\":{\"name\":\"x\"},"
                            + "\"io.modelcontextprotocol/subscriptionId\":4,\"mine\":1}}");
            var bridged = Bridge.result("prompts/get", result, V2026_07_28, V2026_07_28);
            assertThat(bridged.whole().text()).isEqualTo("{\"resultType\":\"complete\",\"_meta\":{\"mine\":1}}");
            assertThat(Bridge.stamped(bridged, JsonSlice.trusted("{\"name\":\"hub\"}"))
                            .whole()
                            .text())
                    .isEqualTo("{\"resultType\":\"complete\",\"_meta\":{\"mine\":1,"
                            + "\"io.modelcontextprotocol/serverInfo\":{\"name\":\"hub\"}}}");
        }

        @Test
        void isComplete_tellsFinalResultsFromOthers() {
            assertThat(Bridge.isComplete(object("{}"))).isTrue();
            assertThat(Bridge.isComplete(object("{\"resultType\":\"complete\"}")))
                    .isTrue();
            for (var type : new String[] {"\"input_required\"", "\"task\"", "\"other\"", "null", "1"}) {
                assertThat(Bridge.isComplete(object("{\"resultType\":" + type + "}")))
                        .isFalse();
            }
        }
    }

    @Nested
    class FromModern {
        @Test
        void result_losesModernFields() {
            var result =
                    "{\"resultType\":\"complete\",\"contents\":[ ],\"ttlMs\":9,\"cacheScope\":\"public\",\"mine\":null,"
                            + "\"_meta\":{\"io.modelcontextprotocol/serverInfo\":{}}}";
            assertThat(bridged("resources/read", result, V2026_07_28, V2025_11_25))
                    .isEqualTo("{\"contents\":[ ],\"mine\":null}");
        }

        @ParameterizedTest
        @ValueSource(strings = {"null", "7.10", "[1, 2]", "\"s\"", "true"})
        void toolResult_valueThatIsNoObject_isWrappedAndReadable(String value) {
            var result = "{\"resultType\":\"complete\",\"content\":[],\"structuredContent\":" + value + "}";
            var bridged = object(bridged("tools/call", result, V2026_07_28, V2025_06_18));
            assertThat(bridged.get("structuredContent").orElseThrow().text()).isEqualTo("{\"result\":" + value + "}");
            var block =
                    bridged.get("content").orElseThrow().asArray().getFirst().asObject();
            assertThat(block.string("text")).contains(value);
        }

        @Test
        void toolResult_object_isWrappedExactlyWhenItsSchemaIs() {
            var result =
                    object("{\"content\":[" + TEXT + "],\"structuredContent\":{\"a\":1},\"resultType\":\"complete\"}");
            var plain = Optional.of(JsonSlice.trusted("{\"type\":\"object\"}"));
            var union = Optional.of(JsonSlice.trusted("{\"anyOf\":[{\"type\":\"object\"},{\"type\":\"null\"}]}"));
            assertThat(Bridge.toolResult(result, plain, V2026_07_28, V2025_11_25)
                            .whole()
                            .text())
                    .isEqualTo("{\"content\":[" + TEXT + "],\"structuredContent\":{\"a\":1}}");
            assertThat(Bridge.toolResult(result, union, V2026_07_28, V2025_11_25)
                            .whole()
                            .text())
                    .isEqualTo("{\"content\":[" + TEXT + "],\"structuredContent\":{\"result\":{\"a\":1}}}");
            assertThat(Bridge.toolResult(result, union, V2026_07_28, V2026_07_28))
                    .isSameAs(result);
        }
    }

    @Nested
    class OlderClients {
        @Test
        void result_audio_towards2024_isAnEmbeddedResource() {
            var result = "{\"content\":[" + TEXT + "," + AUDIO + "]}";
            assertThat(bridged("tools/call", result, V2025_03_26, V2024_11_05))
                    .isEqualTo(
                            "{\"content\":[" + TEXT + ",{\"type\":\"resource\",\"resource\":{\"uri\":\"audio:inline\","
                                    + "\"mimeType\":\"audio/wav\",\"blob\":\"QQ==\"}}]}");
            assertThat(bridged("tools/call", result, V2025_11_25, V2025_03_26)).isEqualTo(result);
        }

        @Test
        void result_resourceLink_before0618_isText() {
            assertThat(bridged("tools/call", "{\"content\":[" + LINK + "]}", V2025_11_25, V2025_03_26))
                    .isEqualTo("{\"content\":[{\"type\":\"text\",\"text\":\"A\\ndemo://a\\nabout a\"}]}");
            assertThat(bridged("tools/call", "{\"content\":[" + LINK + "]}", V2025_11_25, V2025_06_18))
                    .isEqualTo("{\"content\":[" + LINK + "]}");
        }

        @Test
        void result_promptMessages_areDowngradedToo() {
            var result = "{\"messages\":[{\"role\":\"user\",\"content\":" + LINK + "},{\"role\":\"user\",\"content\":"
                    + TEXT + "}]}";
            assertThat(bridged("prompts/get", result, V2026_07_28, V2025_03_26))
                    .isEqualTo("{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":\"A\\n"
                            + "demo://a\\n"
                            + "about a\"}},{\"role\":\"user\",\"content\":" + TEXT + "}]}");
        }

        @Test
        void result_structuredContent_before0618_getsAText() {
            assertThat(bridged(
                            "tools/call", "{\"content\":[],\"structuredContent\":{\"a\":1}}", V2025_06_18, V2025_03_26))
                    .isEqualTo(
                            "{\"content\":[{\"type\":\"text\",\"text\":\"{\\\"a\\\":1}\"}],\"structuredContent\":{\"a\":1}}");
        }

        @Test
        void result_oddContent_isLeftAlone() {
            for (var result :
                    new String[] {"{\"content\":7}", "{\"content\":[7,{\"type\":8},{\"type\":\"hologram\"}]}"}) {
                assertThat(bridged("tools/call", result, V2025_11_25, V2024_11_05))
                        .isEqualTo(result);
            }
        }
    }

    @Nested
    class Tools {
        private static final String TOOL = "{\"name\":\"a\",\"inputSchema\":{\"type\":\"object\"},\"outputSchema\":%s}";

        private String tool(String outputSchema, Revision client) {
            return Bridge.tool(object(TOOL.formatted(outputSchema)), client)
                    .whole()
                    .text();
        }

        @Test
        void tool_withObjectSchema_isTheSameObject() {
            var tool = object(TOOL.formatted("{\"type\":\"object\", \"$defs\":{}}"));
            assertThat(Bridge.tool(tool, V2025_11_25)).isSameAs(tool);
            assertThat(Bridge.tool(tool, V2026_07_28)).isSameAs(tool);
        }

        @Test
        void tool_before0618_losesItsOutputSchema() {
            assertThat(tool("{\"type\":\"object\"}", V2025_03_26))
                    .isEqualTo("{\"name\":\"a\",\"inputSchema\":{\"type\":\"object\"}}");
        }

        @Test
        void tool_withAnotherRoot_isWrappedForLegacyOnly() {
            assertThat(tool("{\"$schema\":\"S\",\"type\":\"array\"}", V2025_06_18))
                    .isEqualTo(TOOL.formatted("{\"$schema\":\"S\",\"type\":\"object\",\"properties\":{\"result\":"
                            + "{\"$schema\":\"S\",\"type\":\"array\"}},\"required\":[\"result\"]}"));
            assertThat(tool("{\"type\":\"array\"}", V2026_07_28)).isEqualTo(TOOL.formatted("{\"type\":\"array\"}"));
        }

        @Test
        void tool_wrapped_hasItsReferencesMoved() {
            var schema =
                    "{\"anyOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#/$defs/a\"},{\"$ref\":\"#anchor\"},{\"$ref\":\"other#/x\"}],"
                        + "\"$defs\":{\"a\":{\"properties\":{\"$ref\":{\"$dynamicRef\":\"#/$defs/a\"},\"default\":{\"$ref\":\"#/x\"}}},"
                        + "\"own\":{\"$id\":\"u\",\"items\":{\"$ref\":\"#/y\"}}},\"default\":{\"$ref\":\"#/z\"},\"n\":1.10}";
            var moved = schema.replace("\"$ref\":\"#\"", "\"$ref\":\"#/properties/result\"")
                    .replace("\"#/$defs/a\"", "\"#/properties/result/$defs/a\"")
                    .replace("\"#/x\"", "\"#/properties/result/x\"");
            var wrapped =
                    object(tool(schema, V2025_11_25)).object("outputSchema").orElseThrow();
            assertThat(wrapped.object("properties")
                            .orElseThrow()
                            .get("result")
                            .orElseThrow()
                            .text())
                    .isEqualTo(moved);
        }
    }

    @Nested
    class Errors {
        private ProtocolError error(String method, String error, Revision server, Revision client) {
            var object = object(error);
            var code = Integer.parseInt(object.get("code").orElseThrow().text());
            return Bridge.error(method, code, object, server, client);
        }

        @ParameterizedTest
        @CsvSource({
            "-32002,V2025_11_25,V2026_07_28,-32602,200",
            "-32002,V2025_11_25,V2025_11_25,-32002,200",
            "-32602,V2026_07_28,V2025_11_25,-32002,200",
            "-32602,V2026_07_28,V2026_07_28,-32602,200",
            "-32602,V2025_11_25,V2025_11_25,-32602,200",
            "-32601,V2025_11_25,V2026_07_28,-32601,404",
            "-32601,V2026_07_28,V2025_11_25,-32601,200",
            "-32603,V2025_11_25,V2026_07_28,-32603,200",
            "-32000,V2025_11_25,V2026_07_28,-32000,200",
            "-32021,V2026_07_28,V2026_07_28,-32021,400",
            "7,V2026_07_28,V2025_11_25,7,200"
        })
        void error_ofAMissingResource_isMapped(int code, Revision server, Revision client, int mapped, int status) {
            var answer = error(
                    "resources/read",
                    "{\"code\":" + code + ",\"message\":\"m\",\"data\":{\"uri\":\"a:b\"}}",
                    server,
                    client);
            assertThat(answer.code()).isEqualTo(mapped);
            assertThat(answer.httpStatus()).isEqualTo(status);
            assertThat(answer.message()).isEqualTo("m");
            assertThat(answer.data().map(JsonSlice::text)).contains("{\"uri\":\"a:b\"}");
        }

        @Test
        void error_badArguments_areNoMissingResource() {
            var noUri = "{\"code\":-32602,\"message\":\"m\"}";
            assertThat(error("resources/read", noUri, V2026_07_28, V2025_11_25).code())
                    .isEqualTo(-32602);
            var uri = "{\"code\":-32602,\"message\":\"m\",\"data\":{\"uri\":\"a\"}}";
            assertThat(error("tools/call", uri, V2026_07_28, V2025_11_25).code())
                    .isEqualTo(-32602);
        }

        @ParameterizedTest
        @ValueSource(ints = {-32700, -32600, -32020, -32022, -32042, -32021})
        void error_aboutTheHubsOwnHop_isInternal_andSaysNothingOfIt(int code) {
            var error = "{\"code\":" + code + ",\"message\":\"m\",\"data\":{\"supported\":[]}}";
            var answer = error("tools/call", error, V2026_07_28, V2025_11_25);
            assertThat(answer.code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
            assertThat(answer.httpStatus()).isEqualTo(200);
            assertThat(answer.data()).isEmpty();
            assertThat(answer.message()).isEqualTo("The server could not serve the hub's request");
        }
    }
}
