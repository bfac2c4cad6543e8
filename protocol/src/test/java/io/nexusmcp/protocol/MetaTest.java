package io.nexusmcp.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonScanner;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetaTest {
    private static final String IO = "\"io.modelcontextprotocol/";
    private static final MetaStamp STAMP =
            new MetaStamp(JsonSlice.trusted("{\"name\":\"hub\"}"), JsonSlice.trusted("{}"));

    private static JsonObject params(String json) {
        return JsonScanner.scanObject(json.getBytes(UTF_8), JsonLimits.DEFAULT);
    }

    @Test
    void strip_removesTheHopAndKeepsTheRestByteForByte() {
        var stripped = Meta.strip(params("{\"name\":\"a\",\"_meta\":{" + IO + "protocolVersion\":\"2026-07-28\"," + IO
                + "anything-new\":1,\"progressToken\":7,\"traceparent\" : \"00-x\"," + IO
                + "related-task\":{\"taskId\":\"t\"},\"com.example.mcp/x\": 1.10},\"z\": [ 1 ]}"));
        assertThat(stripped.whole().text())
                .isEqualTo("{\"name\":\"a\",\"_meta\":{\"traceparent\":\"00-x\"," + IO
                        + "related-task\":{\"taskId\":\"t\"},\"com.example.mcp/x\":1.10},\"z\":[ 1 ]}");
    }

    @Test
    void strip_lastKey_removesMetaToo() {
        assertThat(Meta.strip(params("{\"_meta\":{\"progressToken\":7},\"a\":1}"))
                        .whole()
                        .text())
                .isEqualTo("{\"a\":1}");
    }

    @Test
    void strip_nothingToDo_givesTheSameObject() {
        for (var json :
                new String[] {"{}", "{\"a\":1}", "{\"_meta\":{}}", "{\"_meta\":{\"mine\":1}}", "{\"_meta\":7}"}) {
            var params = params(json);
            assertThat(Meta.strip(params)).isSameAs(params);
        }
    }

    @Test
    void strip_escapedNames_doNotHide() {
        assertThat(Meta.strip(params("{\"\\u005fmeta\":{\"io.modelcontextprotocol\\/clientInfo\":{}},\"a\":1}"))
                        .names())
                .containsExactly("a");
    }

    @Test
    void modern_stampsTheHopAndKeepsOtherKeys() {
        var stamped = STAMP.modern(
                params("{\"name\":\"a\",\"_meta\":{\"mine\": 1.0}}"),
                Optional.of(LogLevel.WARNING),
                Optional.of(JsonSlice.trusted("9")));
        assertThat(stamped.whole().text())
                .isEqualTo("{\"name\":\"a\",\"_meta\":{\"mine\":1.0," + IO + "protocolVersion\":\"2026-07-28\"," + IO
                        + "clientInfo\":{\"name\":\"hub\"}," + IO + "clientCapabilities\":{}," + IO
                        + "logLevel\":\"warning\",\"progressToken\":9}}");
        var bare = STAMP.modern(JsonObject.EMPTY, Optional.empty(), Optional.empty());
        assertThat(bare.object("_meta").orElseThrow().names())
                .containsExactly(MetaKey.PROTOCOL_VERSION, MetaKey.CLIENT_INFO, MetaKey.CLIENT_CAPABILITIES);
    }

    @Test
    void legacy_addsTheTokenOnly() {
        var params = params("{\"a\":1}");
        assertThat(MetaStamp.legacy(params, Optional.empty())).isSameAs(params);
        assertThat(MetaStamp.legacy(params, Optional.of(JsonSlice.string("t")))
                        .whole()
                        .text())
                .isEqualTo("{\"a\":1,\"_meta\":{\"progressToken\":\"t\"}}");
    }

    @Test
    void of_readsWhatTheRequestSays() {
        var meta = ModernMeta.of(params("{\"_meta\":{" + IO + "clientInfo\":{\"name\":\"n\"}," + IO
                + "clientCapabilities\":{\"sampling\":{}}," + IO + "logLevel\":\"error\",\"progressToken\":\"p\"}}"));
        assertThat(meta.clientInfo().orElseThrow().string("name")).contains("n");
        assertThat(meta.clientCapabilities().orElseThrow().has("sampling")).isTrue();
        assertThat(meta.logLevel()).contains(LogLevel.ERROR);
        assertThat(meta.progressToken().map(JsonSlice::text)).contains("\"p\"");
        assertThat(ModernMeta.of(params("{}")).progressToken()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"io.modelcontextprotocol/logLevel\":\"loud\"",
                "\"io.modelcontextprotocol/logLevel\":\"ERROR\"",
                "\"io.modelcontextprotocol/logLevel\":3",
                "\"progressToken\":null",
                "\"progressToken\":{}",
                "\"progressToken\":true"
            })
    void of_badLevelOrToken_isInvalidParams(String key) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> ModernMeta.of(params("{\"_meta\":{" + key + "}}")))
                .satisfies(refused -> assertThat(refused.error().code()).isEqualTo(ErrorCode.INVALID_PARAMS))
                .satisfies(refused -> assertThat(refused.error().httpStatus()).isEqualTo(200));
    }

    @Test
    void of_overlongToken_isInvalidParams() {
        var params = params("{\"_meta\":{\"progressToken\":\"" + "x".repeat(300) + "\"}}");
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> ModernMeta.of(params));
    }
}
