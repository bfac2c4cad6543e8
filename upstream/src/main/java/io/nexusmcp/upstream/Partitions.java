package io.nexusmcp.upstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The connections of callers to one server: opened when first needed, never used for two partitions, ended when idle.
 * When there is no room, the one that has been idle longest makes way.
 */
final class Partitions implements AutoCloseable {
    private static final Comparator<Map.Entry<Partition, Slot>> LONGEST_IDLE =
            Comparator.comparingLong(entry -> entry.getValue().lastUsed);

    private final int maxLinks;
    private final Duration idleTime;
    private final BiFunction<Partition, Deadline, Link> opener;
    private final Supplier<Set<Partition>> held;
    private final Map<Partition, Slot> slots = new LinkedHashMap<>();
    private boolean isClosed;

    /** @param held those that are needed although nobody uses them now, so that they do not end for being idle */
    Partitions(
            int maxLinks,
            Duration idleTime,
            BiFunction<Partition, Deadline, Link> opener,
            Supplier<Set<Partition>> held) {
        this.maxLinks = maxLinks;
        this.idleTime = idleTime;
        this.opener = opener;
        this.held = held;
    }

    /** The connection of one partition; {@code users} and {@code lastUsed} are guarded by the partitions' monitor. */
    private static final class Slot {
        private final ReentrantLock opening = new ReentrantLock();
        private final Backoff backoff = new Backoff();
        private volatile Optional<Link> link = Optional.empty();
        private long opened;
        private long notBefore = System.nanoTime();
        private int users;
        private long lastUsed;
        private long keptUntil = System.nanoTime();

        private boolean isKept() {
            return keptUntil - System.nanoTime() > 0;
        }
    }

    /** Does something with the partition's connection, which is opened first where it has to be. */
    <T> T with(Partition partition, Deadline deadline, Function<Link, T> work) {
        var slot = enter(partition);
        try {
            return work.apply(open(slot, partition, deadline));
        } finally {
            leave(slot);
        }
    }

    /**
     * As {@link #with}, on this very connection, which is kept when nobody uses it; but it takes no room from one that is
     * held like it.
     */
    <T> T held(Partition partition, Deadline deadline, Function<Link, T> work) {
        var slot = enterHeld(partition);
        try {
            return work.apply(open(slot, partition, deadline));
        } finally {
            leave(slot);
        }
    }

    /** Does something with the partition's connection if it is open. */
    void ifOpen(Partition partition, Consumer<Link> work) {
        Optional<Slot> slot;
        synchronized (this) {
            slot = Optional.ofNullable(slots.get(partition));
            slot.ifPresent(used -> used.users++);
        }
        slot.ifPresent(used -> {
            try {
                used.link.filter(Link::isOpen).ifPresent(work);
            } finally {
                leave(used);
            }
        });
    }

    private Slot enterHeld(Partition partition) {
        Optional<Slot> evicted = Optional.empty();
        Slot slot;
        synchronized (this) {
            if (isClosed) {
                throw new UpstreamException("the server is being stopped");
            }
            if (!slots.containsKey(partition) && slots.size() >= maxLinks) {
                var kept = held.get();
                evicted = Optional.of(removeIdle(idle().filter(entry -> !kept.contains(entry.getKey()))
                        .min(LONGEST_IDLE)
                        .orElseThrow(() -> new UpstreamException("all connections to the server are in use"))));
            }
            slot = slots.computeIfAbsent(partition, _ -> new Slot());
            slot.users++;
        }
        evicted.ifPresent(Partitions::end);
        return slot;
    }

    private static boolean isKept(Map.Entry<Partition, Slot> entry) {
        return entry.getValue().isKept();
    }

    /** Keeps a connection for so long although nobody uses it; still it makes way for those in use. */
    synchronized void keep(Partition partition, Duration time) {
        Optional.ofNullable(slots.get(partition)).ifPresent(slot -> {
            long until = System.nanoTime() + time.toNanos();
            slot.keptUntil = until - slot.keptUntil > 0 ? until : slot.keptUntil;
        });
    }

    private Slot enter(Partition wanted) {
        Optional<Slot> evicted = Optional.empty();
        Slot slot;
        synchronized (this) {
            if (isClosed) {
                throw new UpstreamException("the server is being stopped");
            }
            var partition = free(wanted);
            if (!slots.containsKey(partition) && slots.size() >= maxLinks) {
                var kept = held.get();
                var heldLast =
                        Comparator.comparing((Map.Entry<Partition, Slot> entry) -> kept.contains(entry.getKey()));
                evicted = Optional.of(removeIdle(
                        idle().min(heldLast.thenComparing(Partitions::isKept).thenComparing(LONGEST_IDLE))
                                .orElseThrow(() -> new UpstreamException("all connections to the server are in use"))));
            }
            slot = slots.computeIfAbsent(partition, _ -> new Slot());
            slot.users++;
        }
        evicted.ifPresent(Partitions::end);
        return slot;
    }

    /** A connection on which a question is open takes no other call of its partition, while there is room for one more. */
    private Partition free(Partition wanted) {
        if (wanted.isOfTasks()) {
            return wanted;
        }
        var partition = wanted;
        while (isAsking(partition)) {
            partition = partition.next();
        }
        boolean hasRoom = slots.containsKey(partition)
                || slots.size() < maxLinks
                || idle().findAny().isPresent();
        return hasRoom ? partition : wanted;
    }

    private boolean isAsking(Partition partition) {
        return Optional.ofNullable(slots.get(partition))
                .flatMap(slot -> slot.link)
                .filter(Link::isAsking)
                .isPresent();
    }

    private synchronized void leave(Slot slot) {
        slot.users--;
        slot.lastUsed = System.nanoTime();
    }

    private Link open(Slot slot, Partition partition, Deadline deadline) {
        var link = slot.link;
        if (link.isPresent() && link.get().isOpen()) {
            return link.get();
        }
        deadline.lock(slot.opening);
        try {
            return slot.link.filter(Link::isOpen).orElseGet(() -> renew(slot, partition, deadline));
        } finally {
            slot.opening.unlock();
        }
    }

    private Link renew(Slot slot, Partition partition, Deadline deadline) {
        if (slot.link.isPresent()) {
            end(slot);
            postpone(slot, Duration.ofNanos(System.nanoTime() - slot.opened));
        }
        if (slot.notBefore - System.nanoTime() > 0) {
            throw new UpstreamException("the connection failed and is opened again in a moment");
        }
        try {
            var link = opener.apply(partition, deadline);
            slot.opened = System.nanoTime();
            slot.link = Optional.of(link);
            if (isClosed()) {
                end(slot);
                throw new UpstreamException("the server is being stopped");
            }
            return link;
        } catch (UpstreamException e) {
            postpone(slot, Duration.ZERO);
            throw e;
        }
    }

    /** The first failure after a good time is repaired at once. */
    private static void postpone(Slot slot, Duration lasted) {
        boolean isFirst = slot.backoff.isFresh() || lasted.compareTo(Backoff.STABLE) > 0;
        var wait = slot.backoff.afterFailure(lasted);
        slot.notBefore = System.nanoTime() + (isFirst ? 0 : wait.toNanos());
    }

    /** Ends connections that nobody has used for a while. */
    void endIdle() {
        var ended = new ArrayList<Slot>();
        synchronized (this) {
            long now = System.nanoTime();
            var kept = held.get();
            idle().filter(entry -> !isKept(entry) && now - entry.getValue().lastUsed > idleTime.toNanos())
                    .filter(entry -> !kept.contains(entry.getKey()))
                    .toList()
                    .forEach(entry -> ended.add(removeIdle(entry)));
        }
        Together.run(ended, Partitions::end);
    }

    private Stream<Map.Entry<Partition, Slot>> idle() {
        return slots.entrySet().stream().filter(entry -> entry.getValue().users == 0);
    }

    private Slot removeIdle(Map.Entry<Partition, Slot> entry) {
        var slot = entry.getValue();
        slots.remove(entry.getKey());
        return slot;
    }

    private static void end(Slot slot) {
        slot.link.ifPresent(Link::close);
        slot.link = Optional.empty();
    }

    synchronized List<Link> links() {
        return slots.values().stream().flatMap(slot -> slot.link.stream()).toList();
    }

    private synchronized boolean isClosed() {
        return isClosed;
    }

    @Override
    public void close() {
        List<Slot> all;
        synchronized (this) {
            isClosed = true;
            all = List.copyOf(slots.values());
            slots.clear();
        }
        Together.run(all, Partitions::end);
    }
}
