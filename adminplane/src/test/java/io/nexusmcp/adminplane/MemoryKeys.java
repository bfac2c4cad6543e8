package io.nexusmcp.adminplane;

import io.nexusmcp.core.identity.ApiKey;
import io.nexusmcp.core.identity.KeyStore;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keys in memory. */
final class MemoryKeys implements KeyStore {
    private final Map<String, ApiKey> keys = new LinkedHashMap<>();

    @Override
    public synchronized List<ApiKey> all() {
        return List.copyOf(keys.values());
    }

    @Override
    public synchronized void save(ApiKey key) {
        keys.put(key.id(), key);
    }

    @Override
    public synchronized void saveAll(List<ApiKey> all) {
        all.forEach(this::save);
    }

    @Override
    public void used(String id, Instant when) {
        // nobody asks here
    }
}
