package io.nexusmcp.hub.config;

import io.nexusmcp.hub.config.ConfigNode.Mapping;
import java.util.List;

/** All keys there are, as the records ask for them. */
public final class ConfigKeys {
    private ConfigKeys() {}

    /** In the order of the reference, sections before their keys. */
    public static List<ConfigKey> all() {
        return Lazy.ALL;
    }

    /** A hub that starts without complaints never needs the list. */
    private static final class Lazy {
        private static final List<ConfigKey> ALL = describe();

        private static List<ConfigKey> describe() {
            var reading = Reading.describing();
            HubConfig.read(reading, Mapping.EMPTY);
            return reading.described();
        }
    }
}
