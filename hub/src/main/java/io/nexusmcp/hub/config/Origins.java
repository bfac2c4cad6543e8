package io.nexusmcp.hub.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Every value in force with the place it came from. */
public final class Origins {
    private final List<Setting> settings;
    private final Map<String, Optional<? extends ConfigNode>> startUp;
    private final Map<String, String> startUpValues;

    Origins(Reading reading) {
        this.settings = reading.settings();
        this.startUp = reading.startUp();
        var values = new HashMap<String, String>();
        startUp.keySet().forEach(key -> values.put(key, reading.exact(key)));
        this.startUpValues = Map.copyOf(values);
    }

    /** In the order of the reference. */
    public List<Setting> settings() {
        return settings;
    }

    public Optional<Setting> of(String key) {
        return settings.stream().filter(setting -> setting.key().equals(key)).findFirst();
    }

    /** What start-up keys were set to, as written; empty for the default. */
    Map<String, Optional<? extends ConfigNode>> startUp() {
        return startUp;
    }

    /** Start-up keys whose values differ between the two. */
    List<String> startUpKeysChanged(Origins other) {
        return startUp.keySet().stream()
                .filter(key -> !Objects.equals(startUpValues.get(key), other.startUpValues.get(key)))
                .sorted()
                .toList();
    }
}
