package io.nexusmcp.store.sqlite;

import io.nexusmcp.core.audit.AuditHeads;
import io.nexusmcp.core.catalog.ToolSwitches;
import io.nexusmcp.core.identity.ApiKey;
import io.nexusmcp.core.identity.KeyStore;
import io.nexusmcp.core.session.Revocations;
import io.nexusmcp.core.task.TaskRecord;
import io.nexusmcp.core.task.TaskStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** The contract held against a plain implementation in memory, so that it says nothing only SQLite could keep. */
class MemoryStoreTest extends StoreContract {
    private final Map<String, ApiKey> keys = new ConcurrentHashMap<>();
    private final Map<String, Instant> revoked = new ConcurrentHashMap<>();
    private final Set<String> servers = new ConcurrentSkipListSet<>();
    private final Set<String> tools = new ConcurrentSkipListSet<>();
    private final MapTasks tasks = new MapTasks();
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

    @Override
    TaskStore tasks() {
        return tasks;
    }

    /** Tasks in memory. */
    private static final class MapTasks implements TaskStore {
        private final Map<UUID, TaskRecord> all = new LinkedHashMap<>();

        @Override
        public Counts count(String caller, Instant now) {
            var alive = all.values().stream()
                    .filter(task -> task.times().expires().isAfter(now))
                    .toList();
            var own =
                    alive.stream().filter(task -> task.caller().equals(caller)).toList();
            return new Counts(own.size(), alive.size(), bytes(own), bytes(alive));
        }

        private static long bytes(List<TaskRecord> of) {
            return of.stream()
                    .mapToLong(task -> task.work() instanceof TaskRecord.Work.Done(var result)
                            ? result.whole().length()
                            : 0)
                    .sum();
        }

        @Override
        public void add(TaskRecord task) {
            all.put(task.id(), task);
        }

        @Override
        public Optional<TaskRecord> find(UUID id) {
            return Optional.ofNullable(all.get(id));
        }

        @Override
        public List<TaskRecord> of(String caller) {
            return all.values().stream()
                    .filter(task -> task.caller().equals(caller))
                    .sorted(Comparator.comparing(task -> task.times().created()))
                    .toList();
        }

        @Override
        public void changed(UUID id, TaskRecord.State state) {
            all.computeIfPresent(id, (_, task) -> task.status().isTerminal() ? task : task.with(state));
        }

        @Override
        public int removeExpired(Instant now) {
            int before = all.size();
            all.values().removeIf(task -> !task.times().expires().isAfter(now));
            return before - all.size();
        }
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
