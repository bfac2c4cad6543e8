package io.nexusmcp.core.replay;

import io.nexusmcp.protocol.json.JsonSlice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * All kept streams, within bounds for each caller and for all. A caller that keeps too much loses its own oldest
 * messages, and never makes another one lose any. Safe for use by many threads.
 */
public final class ReplayStore {
    private final Supplier<ReplayLimits> limits;
    private final LongSupplier nanos;
    private final Map<UUID, KeptStream> streams = new ConcurrentHashMap<>();
    private final Map<String, Share> shares = new HashMap<>();
    private final Share all = new Share();

    /**
     * @param limits those in force
     * @param nanos a source like {@link System#nanoTime()}
     */
    public ReplayStore(Supplier<ReplayLimits> limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
    }

    /** What one caller has, or all together; guarded by the store's monitor. */
    private static final class Share {
        private final ArrayDeque<KeptMessage> oldestFirst = new ArrayDeque<>();
        private int events;
        private long bytes;

        boolean hasRoom(int size, ReplayLimits.Room room) {
            return events < room.events() && bytes + size <= room.bytes();
        }

        void count(int number, long size) {
            events += number;
            bytes += size;
        }
    }

    /**
     * Begins a stream.
     *
     * @param onLoss runs once when messages are given up that no client may have seen
     */
    public KeptStream open(String caller, String session, Runnable onLoss) {
        var stream = new KeptStream(this, caller, session, onLoss);
        streams.put(stream.id(), stream);
        return stream;
    }

    public Optional<KeptStream> find(UUID id) {
        return Optional.ofNullable(streams.get(id));
    }

    public List<KeptStream> all() {
        return List.copyOf(streams.values());
    }

    /** Endless streams whose client is away. */
    public List<KeptStream> waiting() {
        return streams.values().stream().filter(KeptStream::waits).toList();
    }

    long append(KeptStream stream, JsonSlice message) {
        int size = KeptMessage.size(message);
        var losers = new LinkedHashSet<KeptStream>(0);
        long position;
        synchronized (this) {
            var share = shares.computeIfAbsent(stream.caller(), _ -> new Share());
            if (streams.containsKey(stream.id()) && makeRoom(share, size, losers)) {
                var kept = stream.add(message);
                share.oldestFirst.add(kept);
                count(share, 1, size);
                position = kept.position();
            } else {
                losers.add(stream);
                giveUp(share, stream.skip());
                position = stream.last();
            }
        }
        losers.forEach(KeptStream::tellLoss);
        return position;
    }

    private boolean makeRoom(Share share, int size, Set<KeptStream> losers) {
        var now = limits.get();
        if (size > now.perCaller().bytes() || size > now.inAll().bytes()) {
            return false;
        }
        while (!share.hasRoom(size, now.perCaller()) || !all.hasRoom(size, now.inAll())) {
            var oldest = share.oldestFirst.poll();
            if (oldest == null) {
                return false;
            }
            if (oldest.isKept()) {
                oldest.stream().dropFirst();
                count(share, -1, -oldest.size());
                losers.add(oldest.stream());
            }
        }
        return true;
    }

    private void giveUp(Share share, List<KeptMessage> messages) {
        messages.forEach(message -> count(share, -1, -message.size()));
        if (!messages.isEmpty()) {
            share.oldestFirst.removeIf(message -> !message.isKept());
        }
    }

    private void count(Share share, int events, long bytes) {
        share.count(events, bytes);
        all.count(events, bytes);
    }

    /** Forgets a stream. */
    public void remove(KeptStream stream) {
        synchronized (this) {
            if (!streams.remove(stream.id(), stream)) {
                return;
            }
            var share = shares.get(stream.caller());
            if (share != null) {
                giveUp(share, stream.clear());
                if (share.events == 0) {
                    shares.remove(stream.caller());
                }
            }
        }
        stream.removed();
    }

    /** Forgets streams that nobody came for in time. To be called about once a second. */
    public void sweep() {
        var lifetime = limits.get().lifetime();
        var old = new ArrayList<KeptStream>();
        streams.values().stream()
                .filter(stream -> stream.hasRestedFor(lifetime))
                .forEach(old::add);
        old.forEach(this::remove);
    }

    /** Messages that are kept. */
    public synchronized int events() {
        return all.events;
    }

    public synchronized long bytes() {
        return all.bytes;
    }

    long now() {
        return nanos.getAsLong();
    }
}
