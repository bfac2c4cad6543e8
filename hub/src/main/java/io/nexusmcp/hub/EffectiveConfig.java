package io.nexusmcp.hub;

import io.nexusmcp.hub.config.Loaded;
import io.nexusmcp.hub.config.Setting;
import io.nexusmcp.protocol.json.JsonText;
import java.util.stream.Collectors;

/** The configuration in force as JSON: each key with its value, secrets masked, and where it came from. */
final class EffectiveConfig {
    private EffectiveConfig() {}

    static String json(Loaded loaded) {
        return loaded.origins().settings().stream()
                .map(EffectiveConfig::member)
                .collect(Collectors.joining(
                        ",", "{\"version\":" + JsonText.quote(loaded.version()) + ",\"settings\":{", "}}"));
    }

    private static String member(Setting setting) {
        return JsonText.quote(setting.key()) + ":{\"value\":" + JsonText.quote(setting.value()) + ",\"origin\":"
                + JsonText.quote(setting.origin().text()) + "}";
    }
}
