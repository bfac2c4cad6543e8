package io.nexusmcp.core.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Digests;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonText;
import tools.jackson.databind.JsonNode;

/**
 * The hash a definition is known by: SHA-256 over all of its members, in an order of names of its own, so that only a
 * change of content changes it and not a change of layout.
 */
final class DefinitionHash {
    private DefinitionHash() {}

    static String of(JsonObject definition) {
        var text = new StringBuilder(definition.whole().length());
        append(text, definition.whole().tree());
        return Digests.sha256Hex(text.toString().getBytes(UTF_8));
    }

    private static void append(StringBuilder text, JsonNode node) {
        if (node.isObject()) {
            text.append('{');
            node.propertyNames().stream().sorted().forEach(name -> {
                text.append(JsonText.quote(name)).append(':');
                append(text, node.get(name));
                text.append(',');
            });
            text.append('}');
        } else if (node.isArray()) {
            text.append('[');
            node.forEach(item -> {
                append(text, item);
                text.append(',');
            });
            text.append(']');
        } else {
            text.append(node.isString() ? JsonText.quote(node.stringValue()) : node.toString());
        }
    }
}
