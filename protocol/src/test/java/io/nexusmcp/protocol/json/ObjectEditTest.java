package io.nexusmcp.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ObjectEditTest {
    private static JsonObject object(String json) {
        return JsonScanner.scanObject(json.getBytes(UTF_8), JsonLimits.DEFAULT);
    }

    @Test
    void object_afterAnEdit_hasTheSameIndexAsAFreshScan() {
        var edited = object("{ \"a\" : [1 , 2],\"params\":{\"x\": {\"y\":1.0}},\"ü\":null}")
                .edit()
                .set("b", JsonSlice.trusted("true"))
                .set("a", "text \"quoted\"")
                .object();
        var scanned = object(edited.whole().text());
        assertThat(edited.names()).isEqualTo(scanned.names()).containsExactly("a", "params", "ü", "b");
        for (var name : scanned.names()) {
            assertThat(edited.get(name)).isEqualTo(scanned.get(name));
        }
        assertThat(edited.object("params")
                        .orElseThrow()
                        .object("x")
                        .orElseThrow()
                        .get("y")
                        .orElseThrow()
                        .text())
                .isEqualTo("1.0");
    }

    @Test
    void object_withoutChange_isTheObjectItself() {
        var object = object("{\"a\":1, \"b\":2}");
        assertThat(object.edit().object()).isSameAs(object);
        assertThat(object.edit().remove("c").set("a", JsonSlice.trusted("1")).object())
                .isSameAs(object);
    }

    @Test
    void remove_lastMember_leavesAnEmptyObject() {
        var edit = object("{\"a\":1}").edit().remove("a");
        assertThat(edit.isEmpty()).isTrue();
        assertThat(edit.slice().text()).isEqualTo("{}");
    }

    @Test
    void set_object_keepsItsIndexAndBytes() {
        var inner = object("{\"k\" : \"v\"}");
        var outer = JsonObject.EMPTY.edit().set("in", inner).object();
        assertThat(outer.whole().text()).isEqualTo("{\"in\":{\"k\" : \"v\"}}");
        assertThat(outer.object("in")).containsSame(inner);
        assertThat(JsonObject.EMPTY.names()).isEmpty();
    }
}
