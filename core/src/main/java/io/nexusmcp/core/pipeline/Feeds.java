package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.audit.AuditEntry;
import io.nexusmcp.core.catalog.Catalog;
import io.nexusmcp.core.catalog.Catalogs;
import io.nexusmcp.core.limit.Concurrency;
import io.nexusmcp.core.limit.StreamPlaces;
import io.nexusmcp.core.route.ServerNews;
import io.nexusmcp.core.session.Session;
import io.nexusmcp.protocol.ListKind;
import io.nexusmcp.protocol.ListenFilter;
import io.nexusmcp.protocol.RequestId;
import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Everybody who hears of changes: legacy sessions, each of which has one inbox for all its GET streams, and modern
 * streams. A client is told of a list change only if what its own caller can see has changed, or if the server says so
 * and the caller sees that server's list.
 */
public final class Feeds implements ServerNews {
    /** What connections hear by themselves is counted apart from streams, as they are. */
    private static final String CONNECTED = "changes for connection ";

    private static final Set<ListKind> ALL = EnumSet.allOf(ListKind.class);

    private final Supplier<Rules> rules;
    private final Catalogs catalogs;
    private final SentPages pages;
    private final Map<String, Listening> sessions = new LinkedHashMap<>();
    private final Set<Listening> all = ConcurrentHashMap.newKeySet();
    private final AtomicInteger streams = new AtomicInteger();

    public Feeds(Supplier<Rules> rules, Catalogs catalogs, InstantSource clock) {
        this.rules = rules;
        this.catalogs = catalogs;
        this.pages = new SentPages(clock);
        catalogs.onChange((_, now) -> refresh(now));
    }

    SentPages pages() {
        return pages;
    }

    /** A GET stream of a session, which gives the place back at its end. */
    synchronized NotificationFeed open(Context context, Session session, Concurrency.Place place) {
        var listening = of(context.inbound(), context.caller().id(), session);
        listening.streamOpened();
        listening.leaves();
        streams.incrementAndGet();
        return new SessionFeed(listening, place);
    }

    /** A modern stream, whose acknowledgement says what of its filter is honoured. */
    Reply open(Listening listening, RequestId id, ListenFilter honoured, StreamPlaces.Place place) {
        var feed = new ListenFeed(this, listening, id, honoured, place);
        streams.incrementAndGet();
        place.whenPassedOn(() -> leave(listening));
        return new Reply.Listen(feed, Map.of());
    }

    /**
     * A place for one more stream of changes, which later makes way for newer ones of its caller, unless it is all that
     * a connection will ever have; {@link Refused} when there is none.
     */
    static StreamPlaces.Place lent(Context context, AuditEntry entry) {
        var places = context.rules().streams();
        var caller = context.caller().id();
        boolean isOfConnection = context.inbound().verb() == Inbound.Verb.GET
                && context.inbound().body().owner().isPresent();
        return recorded(isOfConnection ? places.enter(CONNECTED + caller) : places.lend(caller), places, entry);
    }

    /** The same for a stream that makes way for none. */
    static StreamPlaces.Place held(Context context, AuditEntry entry) {
        var places = context.rules().streams();
        return recorded(places.enter(context.caller().id()), places, entry);
    }

    private static StreamPlaces.Place recorded(
            Optional<StreamPlaces.Place> found, StreamPlaces places, AuditEntry entry) {
        var full = new Refusal.TooManyAtOnce(places.maxPerKey());
        var place = found.orElseThrow(() -> new Refused(full));
        try {
            for (int ended = 0; ended < place.replaced(); ended++) {
                entry.part("stream/forgotten", Optional.empty(), "", Optional.of(full));
            }
        } catch (Refused unrecorded) {
            place.close();
            throw unrecorded;
        }
        return place;
    }

    /** What a session hears, from now on under the credential of this request, which is to say when it is done. */
    synchronized Listening of(Inbound asked, String caller, Session session) {
        var listening = knownOrBegun(asked, caller, session);
        listening.comesAgain(asked);
        return listening;
    }

    private Listening knownOrBegun(Inbound asked, String caller, Session session) {
        return known(session).filter(known -> !known.isClosed()).orElseGet(() -> {
            var begun = new Listening(asked, caller, Optional.of(session), ALL);
            sessions.put(session.id(), begun);
            join(begun);
            return begun;
        });
    }

    synchronized Optional<Listening> known(Session session) {
        return Optional.ofNullable(sessions.get(session.id()));
    }

    /** Is told of changes from now on. */
    void join(Listening listening) {
        all.add(listening);
        now(listening).ifPresent(listening::look);
    }

    /** Forgets a session that hears nothing any more. */
    synchronized void release(Listening listening) {
        if (listening.isIdle() || listening.isClosed()) {
            leave(listening);
        }
    }

    synchronized void leave(Listening listening) {
        all.remove(listening);
        listening.session().ifPresent(session -> sessions.remove(session.id(), listening));
        listening.close();
    }

    /** The session is over. */
    void ended(Session session) {
        known(session).ifPresent(this::leave);
    }

    /** A caller's oldest session without a stream makes way, so that forgotten ones lock nobody out. */
    synchronized boolean forgetOldest(Listening wants) {
        var oldest = sessions.values().stream()
                .filter(listening ->
                        listening != wants && listening.caller().equals(wants.caller()) && !listening.isHeard())
                .findFirst();
        oldest.ifPresent(this::leave);
        return oldest.isPresent();
    }

    /** Number of open streams. */
    public int count() {
        return streams.get();
    }

    /** The request that began it as if it came now; empty where it would be refused. */
    Optional<Context> now(Listening listening) {
        return listening.isClosed() ? Optional.empty() : listening.now(rules.get(), catalogs.current());
    }

    /** Tells everybody who now sees something else, after a change of servers, switches or grants. */
    public void refresh(Catalog now) {
        var inForce = rules.get();
        for (var listening : all) {
            var at = listening.now(inForce, now);
            at.ifPresent(listening::look);
            review(listening, at);
        }
    }

    /** Ends what was begun under keys, sessions and grants that are no more. */
    public void endForbidden() {
        all.forEach(listening -> review(listening, now(listening)));
    }

    private void review(Listening listening, Optional<Context> at) {
        if (at.isEmpty() || listening.session().isEmpty() && !listening.mayHearAll(at.get())) {
            leave(listening);
        } else if (listening.session().isPresent()) {
            listening.dropForbidden(at.get());
            release(listening);
        }
    }

    @Override
    public void listChanged(ServerName server, Optional<String> partition, ListKind kind) {
        all.stream()
                .filter(listening -> partition.map(listening.caller()::equals).orElse(true))
                .forEach(listening -> now(listening).ifPresent(at -> listening.announced(at, server, kind)));
    }

    @Override
    public void elicitationComplete(ServerName server, String partition, String elicitationId) {
        pages.completed(partition, server, elicitationId).ifPresent(page -> {
            synchronized (this) {
                knownOrBegun(page.asked(), partition, page.session()).inbox().completed(page.shownAs());
            }
        });
    }

    /** One GET stream; several of a session share what there is to tell. */
    private final class SessionFeed implements NotificationFeed {
        private final Listening listening;
        private final Concurrency.Place place;
        private volatile boolean isClosed;

        SessionFeed(Listening listening, Concurrency.Place place) {
            this.listening = listening;
            this.place = place;
        }

        @Override
        public Optional<JsonSlice> next(Duration patience) throws InterruptedException {
            var note = listening.inbox().next(patience);
            return note.isEmpty()
                    ? Optional.empty()
                    : now(listening).flatMap(at -> ChangeNotice.of(note.get(), listening, at, Optional.empty()));
        }

        @Override
        public boolean isEnded() {
            return isClosed || now(listening).isEmpty();
        }

        @Override
        public synchronized void close() {
            if (!isClosed) {
                isClosed = true;
                streams.decrementAndGet();
                place.close();
                listening.streamClosed();
                release(listening);
            }
        }
    }

    void streamClosed() {
        streams.decrementAndGet();
    }
}
