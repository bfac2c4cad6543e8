package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.audit.AuditEntry;
import io.nexusmcp.core.audit.AuditEvent.Outcome;
import io.nexusmcp.core.limit.StreamPlaces;
import io.nexusmcp.core.replay.KeptStream;
import io.nexusmcp.core.replay.ReplayStore;
import io.nexusmcp.core.session.EventIds;
import io.nexusmcp.core.session.Session;
import io.nexusmcp.protocol.Era;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.JsonRpc;
import io.nexusmcp.protocol.ProtocolError;
import io.nexusmcp.protocol.RequestId;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The streams of legacy sessions, so that a client that lost one can come again with the id of the last event it got.
 * Nobody but the session that was given an id can use it, whose caller has to prove itself anew each time.
 */
public final class ResumableStreams {
    private static final String LAST_EVENT = "Last-Event-ID";

    private final Supplier<ReplaySettings> settings;
    private final Supplier<Rules> rules;
    private final ReplayStore store;
    private final Feeds feeds;
    /** By the kept stream that they feed. */
    private final ConcurrentHashMap<UUID, Endless> endless = new ConcurrentHashMap<>();

    /**
     * @param settings those in force
     * @param rules those in force, which a stream's caller has to meet as long as it is open
     */
    public ResumableStreams(Supplier<ReplaySettings> settings, Supplier<Rules> rules, ReplayStore store, Feeds feeds) {
        this.settings = settings;
        this.rules = rules;
        this.store = store;
        this.feeds = feeds;
    }

    /** A stream of changes, which holds its place also while its client is away. */
    private record Endless(ReplayedFeed.Source source, StreamPlaces.Place place) {}

    Supplier<Rules> rulesInForce() {
        return rules;
    }

    /** Keeps the answer to a request, should it become a stream. */
    void keep(Context context, Session session, RequestId request, AuditEntry entry) {
        boolean isPrimed = session.revision().isAtLeast(Revision.V2025_11_25);
        context.stream()
                .keep(new CallLog(
                        isPrimed,
                        () -> NamedStream.of(
                                open(context, session, entry), session, Optional.of(request), settings.get())));
    }

    private KeptStream open(Context context, Session session, AuditEntry entry) {
        return store.open(
                context.caller().id(),
                session.id(),
                () -> entry.aside("replay", Outcome.DENIED, "replay_full", Optional.empty()));
    }

    /** The stream of a GET: the one that the client lost, or a new one. */
    Reply listen(Context context, Session session, AuditEntry entry) {
        var last = context.inbound().headers().all(LAST_EVENT);
        if (last.isEmpty() || last.getFirst().isEmpty()) {
            return fresh(context, session, entry, List.of());
        }
        var now = settings.get();
        var place = Optional.of(last)
                .filter(all -> all.size() == 1)
                .flatMap(all -> now.ids().open(all.getFirst(), session))
                .orElseThrow(ResumableStreams::unknown);
        var kept = store.find(place.name().stream())
                .filter(stream -> stream.isOf(session.id()) && stream.continuesAfter(place.position()));
        return kept.map(stream -> resumed(context, session, stream, place, entry))
                .orElseGet(() -> place.name()
                        .request()
                        .map(ResumableStreams::lost)
                        .orElseGet(() -> fresh(context, session, entry, missed(context))));
    }

    private Reply resumed(
            Context context, Session session, KeptStream kept, EventIds.Place position, AuditEntry entry) {
        var stream = NamedStream.of(kept, session, position.sealed(), settings.get());
        var known = Optional.ofNullable(endless.get(kept.id()));
        if (known.isPresent()) {
            return reply(endless(context, session, stream, known.get(), position.position()));
        }
        var place = Feeds.held(context, entry);
        return reply(new ReplayedFeed(
                stream, Optional.empty(), position.position(), () -> isAllowed(context, session), place::close));
    }

    /** A client that opens a stream without asking for a lost one has given that up. */
    private Reply fresh(Context context, Session session, AuditEntry entry, List<JsonSlice> first) {
        store.waiting().stream().filter(stream -> stream.isOf(session.id())).forEach(store::remove);
        var place = Feeds.lent(context, entry);
        var feed = feeds.open(context, session, place);
        var kept = open(context, session, entry);
        var begun = new Endless(ReplayedFeed.Source.of(feed), place);
        endless.put(kept.id(), begun);
        kept.isEndless(() -> {
            endless.remove(kept.id());
            feed.close();
        });
        place.whenPassedOn(() -> store.remove(kept));
        first.forEach(kept::append);
        var stream = NamedStream.of(kept, session, Optional.empty(), settings.get());
        return reply(endless(context, session, stream, begun, 0));
    }

    /** Waits for its client when that leaves, unless it could not come again anyway. */
    private NotificationFeed endless(
            Context context, Session session, NamedStream stream, Endless open, long position) {
        var feed = new ReplayedFeed(
                stream, Optional.of(open.source()), position, () -> isAllowed(context, session), () -> {
                    if (open.source().feed().isEnded()) {
                        store.remove(stream.kept());
                    } else if (stream.kept().waits()) {
                        open.place().rest();
                    }
                });
        open.place().renew();
        return feed;
    }

    /** What a client has to look at again that missed messages nobody knows any more. */
    private static List<JsonSlice> missed(Context context) {
        var changed = new ArrayList<JsonSlice>();
        if (!Listings.visibleTools(context).isEmpty()) {
            changed.add(JsonRpc.notification("notifications/tools/list_changed"));
        }
        if (!Listings.visiblePrompts(context).isEmpty()) {
            changed.add(JsonRpc.notification("notifications/prompts/list_changed"));
        }
        if (!Listings.visibleResources(context).isEmpty()
                || !Listings.visibleTemplates(context).isEmpty()) {
            changed.add(JsonRpc.notification("notifications/resources/list_changed"));
        }
        return changed;
    }

    /** The credential and the session are checked again as if the stream were asked for now. */
    private boolean isAllowed(Context context, Session session) {
        try {
            var inbound = context.inbound();
            var inForce = rules.get();
            var caller = inForce.identity().authenticate(inbound.headers(), inbound.peer());
            inForce.sessions().open(session.id(), caller, inbound.mount());
            return true;
        } catch (Refused _) {
            return false;
        }
    }

    /** So that the client does not wait for ever for what it will not get. */
    private static Reply lost(RequestId request) {
        var error = ProtocolError.of(
                        200,
                        ErrorCode.INTERNAL_ERROR,
                        "The answer is not kept here any more; whether the request was executed is not known")
                .withId(request);
        return reply(new ShortFeed(JsonRpc.error(error, Era.LEGACY)));
    }

    private static Reply reply(NotificationFeed feed) {
        return new Reply.Listen(feed, Map.of());
    }

    private static Refused unknown() {
        return new Refused(
                new Refusal.Malformed(ProtocolError.of(400, ErrorCode.INVALID_PARAMS, "Bad Request: no such event")));
    }

    /** Nobody can come for the streams of a session that was ended. */
    void forget(Session session) {
        store.all().stream().filter(stream -> stream.isOf(session.id())).forEach(store::remove);
    }
}
