package io.nexusmcp.core.limit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * Places for what stays open, so many for each key and so many in all. A place may be lent: where a key has no other,
 * its oldest lent one passes to whoever comes next, so that clients that left without a word lock nobody out. Nobody
 * ever loses a place to another key. Exact under any concurrency.
 */
public final class StreamPlaces {
    private final Quota limit;
    private final Map<String, Share> shares = new HashMap<>();
    private int open;

    public StreamPlaces(Quota limit) {
        this.limit = limit;
    }

    /** What one key has; guarded by the monitor of all. */
    private static final class Share {
        private final SequencedSet<Place> resting = new LinkedHashSet<>(2);
        private final SequencedSet<Place> lent = new LinkedHashSet<>(2);
        private int open;

        int mayPassOn() {
            return resting.size() + lent.size();
        }

        Place oldest() {
            return resting.isEmpty() ? lent.removeFirst() : resting.removeFirst();
        }

        void remove(Place place) {
            resting.remove(place);
            lent.remove(place);
        }
    }

    /** A place until it is closed, or empty when there is none. */
    public Optional<Place> enter(String key) {
        return place(key, false);
    }

    /** A place until it is closed or the key needs it for something newer, or empty when there is none. */
    public Optional<Place> lend(String key) {
        return place(key, true);
    }

    private Optional<Place> place(String key, boolean isLent) {
        var taken = take(key, isLent);
        taken.ifPresent(place -> {
            try {
                place.settle();
            } catch (RuntimeException | Error failed) {
                place.close();
                throw failed;
            }
        });
        return taken;
    }

    private synchronized Optional<Place> take(String key, boolean isLent) {
        var share = shares.getOrDefault(key, new Share());
        int spare = share.mayPassOn();
        if (share.open - spare >= limit.perCaller() || open - spare >= limit.inAll()) {
            return Optional.empty();
        }
        var place = new Place(key, share, isLent, makeRoom(share));
        share.open++;
        open++;
        if (isLent) {
            share.lent.add(place);
        }
        shares.put(key, share);
        return Optional.of(place);
    }

    private List<Place> makeRoom(Share share) {
        var former = new ArrayList<Place>(1);
        while (share.open >= limit.perCaller() || open >= limit.inAll()) {
            var oldest = share.oldest();
            oldest.isOver = true;
            share.open--;
            open--;
            former.add(oldest);
        }
        return former;
    }

    private synchronized void move(Place place, boolean isResting) {
        if (place.isLent && !place.isOver) {
            place.share.remove(place);
            (isResting ? place.share.resting : place.share.lent).add(place);
        }
    }

    private synchronized void leave(Place place) {
        if (place.isOver) {
            return;
        }
        place.isOver = true;
        open--;
        place.share.remove(place);
        if (--place.share.open == 0) {
            shares.remove(place.key);
        }
    }

    /** Whether this is its limit, so that a new configuration need not replace it. */
    public boolean isFor(Quota other) {
        return limit.equals(other);
    }

    public int maxPerKey() {
        return limit.perCaller();
    }

    public synchronized int open() {
        return open;
    }

    /** One open place; closing gives it back, unless it has been passed on. Safe for use by many threads. */
    public final class Place implements Concurrency.Place {
        private final String key;
        private final Share share;
        private final boolean isLent;
        private final int replaced;
        /** Those it replaces, until they know. */
        private List<Place> former;

        private Runnable whenPassedOn = () -> {};
        private boolean isPassedOn;
        /** Guarded by the monitor of all. */
        private boolean isOver;

        private Place(String key, Share share, boolean isLent, List<Place> former) {
            this.key = key;
            this.share = share;
            this.isLent = isLent;
            this.replaced = former.size();
            this.former = former;
        }

        /** How many older ones made way for this one. */
        public int replaced() {
            return replaced;
        }

        /** Runs once when the place is passed on, before the newcomer has it; at once if it has been. */
        public void whenPassedOn(Runnable action) {
            synchronized (this) {
                if (!isPassedOn) {
                    whenPassedOn = action;
                    return;
                }
            }
            action.run();
        }

        /** Whoever takes this place on before its own former ones know waits for that, so that none is open too many. */
        private synchronized void settle() {
            try {
                former.forEach(Place::passOn);
            } finally {
                former = List.of();
            }
        }

        private void passOn() {
            settle();
            Runnable action;
            synchronized (this) {
                isPassedOn = true;
                action = whenPassedOn;
            }
            action.run();
        }

        /** Whoever has it is there: older ones make way before this one. */
        public void renew() {
            move(this, false);
        }

        /** Whoever has it has left, and may come again: makes way before those who are there. */
        public void rest() {
            move(this, true);
        }

        @Override
        public void close() {
            leave(this);
        }
    }
}
