package io.nexusmcp.core.identity;

import java.time.Instant;
import java.util.List;

/** Where API keys are kept. */
public interface KeyStore {
    List<ApiKey> all();

    /** Adds the key, or replaces the one with the same id; durable when it returns. */
    void save(ApiKey key);

    /** Several keys in one transaction, such as both halves of a rotation. */
    void saveAll(List<ApiKey> keys);

    /** Notes when a key was last used; may be batched and lost in a crash. */
    void used(String id, Instant when);
}
