package io.nexusmcp.store.sqlite;

import io.nexusmcp.core.audit.AuditHeads;
import io.nexusmcp.core.catalog.ToolSwitches;
import io.nexusmcp.core.identity.ApiKey;
import io.nexusmcp.core.identity.KeyStore;
import io.nexusmcp.core.session.Revocations;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** The contract held against a plain implementation in memory, so that it says nothing only SQLite could keep. */
class MemoryStoreTest extends StoreContract {
    private final Map<String, ApiKey> keys = new ConcurrentHashMap<>();
    private final Map<String, Instant> revoked = new ConcurrentHashMap<>();
    private final Set<String> servers = new ConcurrentSkipListSet<>();
    private final Set<String> tools = new ConcurrentSkipListSet<>();
    private Optional<AuditHeads.Head> head = Optional.empty();

    @Override
    KeyStore keys() {
        return new KeyStore() {
            @Override
            public List<ApiKey> all() {
                return List.copyOf(keys.values());
            }

            @Override
            public void save(ApiKey key) {
                keys.merge(key.id(), key, (old, next) -> withUse(next, latest(old.lastUsed(), next.lastUsed())));
            }

            @Override
            public void saveAll(List<ApiKey> all) {
                all.forEach(this::save);
            }

            @Override
            public void used(String id, Instant when) {
                keys.computeIfPresent(id, (_, key) -> withUse(key, latest(key.lastUsed(), Optional.of(when))));
            }
        };
    }

    @Override
    Revocations revocations() {
        return new Revocations() {
            @Override
            public Map<String, Instant> all() {
                return Map.copyOf(revoked);
            }

            @Override
            public void add(String digest, Instant until) {
                revoked.values().removeIf(end -> end.isBefore(NOW));
                revoked.merge(digest, until, (one, other) -> one.isAfter(other) ? one : other);
            }
        };
    }

    @Override
    ToolSwitches switches() {
        return new ToolSwitches() {
            @Override
            public Set<String> servers() {
                return servers;
            }

            @Override
            public Set<String> tools() {
                return tools;
            }

            @Override
            public void setServer(String server, boolean isOn) {
                var _ = isOn ? servers.remove(server) : servers.add(server);
            }

            @Override
            public void setTool(String tool, boolean isOn) {
                var _ = isOn ? tools.remove(tool) : tools.add(tool);
            }
        };
    }

    @Override
    AuditHeads heads() {
        return new AuditHeads() {
            @Override
            public Optional<Head> newest() {
                return head;
            }

            @Override
            public void save(Head saved) {
                head = head.filter(known -> known.sequence() > saved.sequence()).or(() -> Optional.of(saved));
            }
        };
    }

    private static Optional<Instant> latest(Optional<Instant> one, Optional<Instant> other) {
        return one.isEmpty() || other.isPresent() && other.get().isAfter(one.get()) ? other : one;
    }

    private static ApiKey withUse(ApiKey key, Optional<Instant> lastUsed) {
        return new ApiKey(
                key.id(),
                key.kind(),
                key.name(),
                key.hash(),
                key.roles(),
                key.permissions(),
                key.networks(),
                key.created(),
                key.expires(),
                key.revoked(),
                lastUsed,
                key.replaces());
    }
}
