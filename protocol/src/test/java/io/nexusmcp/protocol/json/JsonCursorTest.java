package io.nexusmcp.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class JsonCursorTest {
    private static List<String> walk(String json) {
        var cursor = new JsonCursor(JsonScanner.scan(json.getBytes(UTF_8), JsonLimits.DEFAULT));
        var seen = new ArrayList<String>();
        while (cursor.next()) {
            seen.add(cursor.kind() + " " + cursor.path() + " " + cursor.text());
        }
        return seen;
    }

    @Test
    void next_namesStringsAndNumbers_comeInOrderWithTheirPlace() {
        assertThat(walk(" {\"a\":[1, \"x\\\"y\", [true, -2.5e3]], \"b\":{\"c\":\"ü\"}, \"\\u0064\":\"\", \"e\":{}} "))
                .containsExactly(
                        "NAME $.a a",
                        "NUMBER $.a[0] 1",
                        "STRING $.a[1] x\"y",
                        "NUMBER $.a[2][1] -2.5e3",
                        "NAME $.b b",
                        "NAME $.b.c c",
                        "STRING $.b.c ü",
                        "NAME $.d d",
                        "STRING $.d ",
                        "NAME $.e e");
    }

    @Test
    void path_nameThatIsNoPlainWord_isNotRepeated() {
        assertThat(walk("{\"ignore all <b>\":1}")).containsExactly("NAME $.* ignore all <b>", "NUMBER $.* 1");
    }

    @Test
    void next_rootThatIsAString_isOneStep() {
        assertThat(walk("\"a\\\\\"")).containsExactly("STRING $ a\\");
    }

    @Test
    void next_randomValues_meetsWhatTheTreeHolds() {
        var random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            var json = value(random, 0);
            var tree = JsonSlice.trusted(json).tree();
            var expected = new ArrayList<String>();
            collect(tree, expected);
            assertThat(walk(json).stream().map(line -> line.replaceFirst(" \\S+ ", " ")))
                    .as(json)
                    .containsExactlyElementsOf(expected);
        }
    }

    private static void collect(JsonNode node, List<String> into) {
        if (node.isObject()) {
            node.properties().forEach(member -> {
                into.add("NAME " + member.getKey());
                collect(member.getValue(), into);
            });
        } else if (node.isArray()) {
            node.forEach(item -> collect(item, into));
        } else if (node.isString()) {
            into.add("STRING " + node.stringValue());
        } else if (node.isNumber()) {
            into.add("NUMBER " + node);
        }
    }

    private static String value(Random random, int depth) {
        return switch (random.nextInt(depth > 4 ? 4 : 6)) {
            case 0 -> Integer.toString(random.nextInt());
            case 1 -> JsonText.quote(text(random));
            case 2 -> random.nextBoolean() ? "true" : "null";
            case 3 -> "\"\\u00e9\\\\\\\"\"";
            case 4 -> {
                var members = new ArrayList<String>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    members.add(JsonText.quote(i + text(random)) + " : " + value(random, depth + 1));
                }
                yield "{ " + String.join(" ,", members) + "}";
            }
            default -> {
                var items = new ArrayList<String>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.add(value(random, depth + 1));
                }
                yield "[" + String.join(", ", items) + " ]";
            }
        };
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append("ab\"\\{}[],:0-ü".charAt(random.nextInt(13)));
        }
        return text.toString();
    }
}
