package io.nexusmcp.hub.config;

import static io.nexusmcp.hub.config.Doc.live;

import io.nexusmcp.core.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * How legacy sessions are sealed: the keys of {@code sessions}.
 *
 * @param sealingKeys the first seals, all open; when empty, the hub makes one in its data directory
 */
public record SessionsConfig(List<SealingKey> sealingKeys, Duration lifetime) {
    public SessionsConfig {
        sealingKeys = List.copyOf(sealingKeys);
    }

    /**
     * A key by name.
     *
     * @param key 32 bytes in base64
     */
    public record SealingKey(String name, Secret key) {}

    static SessionsConfig read(Section section) {
        var written = section.items(
                live("sealingKeys", "Keys that seal session ids: the first seals, all open; replicas share them."),
                "one made in the data directory");
        var keys = keys(written.orElse(List.of()));
        var names = new HashSet<String>();
        for (var key : keys) {
            if (!names.add(key.name())) {
                section.problem("sealingKeys", "has two keys named " + Shown.quoted(key.name()), "rename one");
            }
        }
        var lifetime = section.value(
                live("lifetime", "Time after which a session ends."),
                Measures.duration(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofDays(30)),
                Duration.ofHours(24));
        return new SessionsConfig(keys, lifetime);
    }

    private static List<SealingKey> keys(List<Section> sections) {
        var keys = new ArrayList<SealingKey>();
        for (var section : sections) {
            var name = section.required(live("name", "Name of the key."), Values.NAME);
            var key = section.required(
                    live("key", "The key; `openssl rand -base64 32` makes one.").hidden(), Values.SEALING_KEY);
            if (name.isPresent() && key.isPresent()) {
                keys.add(new SealingKey(name.get(), key.get()));
            }
        }
        return keys;
    }
}
