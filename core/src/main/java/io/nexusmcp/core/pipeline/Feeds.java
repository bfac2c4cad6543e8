package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.catalog.Catalog;
import io.nexusmcp.core.catalog.Catalogs;
import io.nexusmcp.core.limit.Concurrency;
import io.nexusmcp.core.session.Session;
import io.nexusmcp.protocol.JsonRpc;
import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The open GET streams of legacy sessions. A stream is told of a list change only if what its own caller can see has
 * changed.
 */
public final class Feeds {
    private static final int MAX_WAITING = Kind.values().length;

    private final Supplier<Rules> rules;
    private final Set<Feed> open = ConcurrentHashMap.newKeySet();

    public Feeds(Supplier<Rules> rules, Catalogs catalogs) {
        this.rules = rules;
        catalogs.onChange((_, now) -> refresh(now));
    }

    private enum Kind {
        TOOLS("notifications/tools/list_changed"),
        PROMPTS("notifications/prompts/list_changed"),
        RESOURCES("notifications/resources/list_changed");

        private final String method;

        Kind(String method) {
            this.method = method;
        }
    }

    Reply.Listen open(Context context, Session session) {
        var place = context.rules()
                .streams()
                .enter(context.caller().id())
                .orElseThrow(() -> new Refused(
                        new Refusal.TooManyAtOnce(context.rules().streams().maxPerKey())));
        var feed = new Feed(context, session, place);
        open.add(feed);
        return new Reply.Listen(feed, Map.of());
    }

    /** Number of open streams. */
    public int count() {
        return open.size();
    }

    /** Tells every stream whose caller now sees something else, after a change of servers, switches or grants. */
    public void refresh(Catalog now) {
        open.forEach(feed -> feed.refresh(now));
    }

    private final class Feed implements NotificationFeed {
        private final Context context;
        private final Session session;
        private final Concurrency.Place place;
        private final ArrayBlockingQueue<Kind> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
        private final Map<Kind, List<?>> seen = new EnumMap<>(Kind.class);

        Feed(Context context, Session session, Concurrency.Place place) {
            this.context = context;
            this.session = session;
            this.place = place;
            look(context);
        }

        /** The kinds that look different since the last look. */
        private List<Kind> look(Context at) {
            return Stream.of(Kind.values())
                    .filter(kind -> {
                        var visible = visible(kind, at);
                        return !visible.equals(seen.put(kind, visible));
                    })
                    .toList();
        }

        synchronized void refresh(Catalog now) {
            var inForce = rules.get();
            var catalog = now.limitedTo(inForce.servers());
            var at = new Context(context.inbound(), context.caller(), inForce, catalog, context.stream());
            for (var kind : look(at)) {
                if (!waiting.contains(kind)) {
                    waiting.add(kind);
                }
            }
        }

        @Override
        public Optional<JsonSlice> next(Duration patience) throws InterruptedException {
            return Optional.ofNullable(waiting.poll(patience.toMillis(), TimeUnit.MILLISECONDS))
                    .map(kind -> JsonRpc.notification(kind.method));
        }

        /** The credential and the session are checked again as if the stream were asked for now. */
        @Override
        public boolean isEnded() {
            try {
                var inbound = context.inbound();
                var inForce = rules.get();
                var caller = inForce.identity().authenticate(inbound.headers(), inbound.peer());
                inForce.sessions().open(session.id(), caller, inbound.mount());
                return false;
            } catch (Refused _) {
                return true;
            }
        }

        @Override
        public void close() {
            if (open.remove(this)) {
                place.close();
            }
        }
    }

    private static List<?> visible(Kind kind, Context context) {
        return switch (kind) {
            case TOOLS ->
                Listings.visibleTools(context).stream()
                        .map(tool -> tool.federatedName() + tool.hash())
                        .toList();
            case PROMPTS ->
                Listings.visiblePrompts(context).stream()
                        .map(prompt -> prompt.definition().whole())
                        .toList();
            case RESOURCES ->
                List.of(
                        Listings.visibleResources(context).stream()
                                .map(resource -> resource.definition().whole())
                                .toList(),
                        Listings.visibleTemplates(context).stream()
                                .map(template -> template.definition().whole())
                                .toList());
        };
    }
}
