package io.nexusmcp.core.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The parked calls of this node, found again by ids that nobody can guess. A caller that has too many loses its own
 * oldest; no caller ever loses one to another. Safe for use by many threads.
 */
final class ParkedCalls {
    private static final Duration AFTERGLOW = Duration.ofMinutes(1);
    private static final long MAX_BYTES_PER_CALLER = 1 << 20;

    private final UUID node = UUID.randomUUID();
    private final Supplier<QuestionLimits> limits;
    private final InstantSource clock;
    private final Map<UUID, Parked> calls = new LinkedHashMap<>();

    ParkedCalls(Supplier<QuestionLimits> limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** @param until when a call that has ended need not be found any more */
    private record Parked(ParkedCall call, Optional<Instant> until) {}

    /** The hub process that holds these calls; another one cannot find them. */
    UUID node() {
        return node;
    }

    ParkedCall create(String caller, OpenExchange exchange) {
        return new ParkedCall(caller, this, limits.get(), exchange);
    }

    /** The call of this caller, also for a while after it ended, so that a retry that was lost on the way can be repeated. */
    synchronized Optional<ParkedCall> find(UUID id, String caller) {
        sweep();
        return Optional.ofNullable(calls.get(id))
                .map(Parked::call)
                .filter(call -> call.caller().equals(caller));
    }

    /** From its first question a call is kept; false when there is no room. */
    boolean keep(ParkedCall call) {
        var room = limits.get().parked();
        var losers = new ArrayList<ParkedCall>();
        synchronized (this) {
            sweep();
            if (calls.containsKey(call.id())) {
                return true;
            }
            long own = calls.values().stream().filter(kept -> isOf(kept, call)).count();
            boolean isFull = calls.size() >= room.inAll();
            if (isFull && own == 0) {
                return false;
            }
            // more than one where a caller may park fewer than before
            for (long over = Math.max(isFull ? 1 : 0, own - room.perCaller() + 1); over > 0; over--) {
                oldest(call).ifPresent(lost -> {
                    calls.remove(lost.id());
                    losers.add(lost);
                });
            }
            calls.put(call.id(), new Parked(call, Optional.empty()));
        }
        losers.forEach(ParkedCall::expire);
        return true;
    }

    /** One that has ended goes first. */
    private Optional<ParkedCall> oldest(ParkedCall of) {
        return calls.values().stream()
                .filter(kept -> isOf(kept, of) && kept.until().isPresent())
                .findFirst()
                .or(() -> calls.values().stream().filter(kept -> isOf(kept, of)).findFirst())
                .map(Parked::call);
    }

    private static boolean isOf(Parked kept, ParkedCall call) {
        return kept.call().caller().equals(call.caller());
    }

    /** Who heard the end may have lost the answer on the way; who did not may still come within the time it was given. */
    synchronized void finished(ParkedCall call) {
        boolean isHeard = call.isHeard();
        var until = clock.instant().plus(isHeard ? AFTERGLOW : limits.get().patience());
        calls.computeIfPresent(call.id(), (_, kept) -> new Parked(kept.call(), Optional.of(until)));
        boundBytes(call, isHeard);
    }

    /** Ends that are kept are bounded in bytes too; the oldest go first, and never one that its client still waits for. */
    private void boundBytes(ParkedCall newest, boolean isHeard) {
        var ended = calls.values().stream()
                .filter(kept -> isOf(kept, newest) && kept.until().isPresent())
                .map(Parked::call)
                .toList();
        long bytes = ended.stream().mapToLong(ParkedCall::bytes).sum();
        for (var call : ended) {
            if (bytes > MAX_BYTES_PER_CALLER && (isHeard || call != newest)) {
                bytes -= call.bytes();
                calls.remove(call.id());
            }
        }
    }

    synchronized void forget(ParkedCall call) {
        calls.remove(call.id());
    }

    private void sweep() {
        var now = clock.instant();
        calls.values().removeIf(kept -> kept.until().filter(now::isAfter).isPresent());
    }

    /** Calls that wait for their clients. */
    synchronized int count() {
        return (int)
                calls.values().stream().filter(kept -> kept.until().isEmpty()).count();
    }
}
