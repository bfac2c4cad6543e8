package io.nexusmcp.core.audit;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps a flood of refusals before authentication out of the log: the first ten a second from one peer get an event
 * each, the rest are counted into one. Knows at most 4,096 peers; the refusals of others are counted together.
 */
final class PreAuthSummary {
    static final int EVENTS_PER_SECOND = 10;
    static final int MAX_PEERS = 4_096;
    static final String OTHER_PEERS = "other peers";
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanos;
    private final Map<String, Window> windows = new LinkedHashMap<>();

    /** What was counted and not recorded. */
    record Summary(String peer, long count) {}

    private static final class Window {
        final long start;
        long own;
        long counted;

        Window(long start) {
            this.start = start;
        }
    }

    PreAuthSummary(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether this refusal gets an event of its own. */
    synchronized boolean admits(InetAddress peer) {
        long now = nanos.getAsLong();
        var window = window(peer.getHostAddress(), now);
        if (window.own < EVENTS_PER_SECOND && now - window.start < SECOND) {
            window.own++;
            return true;
        }
        window.counted++;
        return false;
    }

    /** Removes windows that are over, or all, and gives those in which something was counted. */
    synchronized List<Summary> take(boolean all) {
        long now = nanos.getAsLong();
        var summaries = new ArrayList<Summary>();
        var oldestFirst = windows.entrySet().iterator();
        while (oldestFirst.hasNext()) {
            var entry = oldestFirst.next();
            if (!all && now - entry.getValue().start < SECOND) {
                break;
            }
            if (entry.getValue().counted > 0) {
                summaries.add(new Summary(entry.getKey(), entry.getValue().counted));
            }
            oldestFirst.remove();
        }
        return summaries;
    }

    private Window window(String peer, long now) {
        var known = windows.get(peer);
        if (known != null) {
            return known;
        }
        if (windows.size() < MAX_PEERS) {
            return open(peer, now);
        }
        var others = windows.get(OTHER_PEERS);
        return others != null ? others : open(OTHER_PEERS, now);
    }

    private Window open(String peer, long now) {
        var window = new Window(now);
        windows.put(peer, window);
        return window;
    }
}
