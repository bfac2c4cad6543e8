package io.nexusmcp.core.catalog;

import io.nexusmcp.core.CanonicalJson;
import io.nexusmcp.protocol.json.JsonObject;

/**
 * The hash a definition is known by: SHA-256 over all of its members, in an order of names of its own, so that only a
 * change of content changes it and not a change of layout.
 */
final class DefinitionHash {
    private DefinitionHash() {}

    static String of(JsonObject definition) {
        return CanonicalJson.sha256Hex(definition.whole());
    }
}
