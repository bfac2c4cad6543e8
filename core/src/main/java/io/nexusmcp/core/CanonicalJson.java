package io.nexusmcp.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.protocol.json.JsonText;
import tools.jackson.databind.JsonNode;

/** A text that depends on the content of a JSON value only and not on its layout or the order of names. */
public final class CanonicalJson {
    private CanonicalJson() {}

    /** SHA-256 of the text, in hexadecimal. */
    public static String sha256Hex(JsonSlice value) {
        var text = new StringBuilder(value.length());
        append(text, value.tree());
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
