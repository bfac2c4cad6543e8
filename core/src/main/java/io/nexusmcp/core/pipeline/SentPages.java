package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.session.Session;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Pages that clients of sessions were sent to, so that word of their completion reaches the one that was asked, under
 * the id that it knows. A caller with too many loses its own oldest. Safe for use by many threads.
 */
final class SentPages {
    private static final Duration KEPT = Duration.ofHours(1);
    private static final int MAX_PER_CALLER = 64;
    private static final int MAX_IN_ALL = 10_000;

    private final InstantSource clock;
    private final Map<Key, Page> pages = new LinkedHashMap<>();

    SentPages(InstantSource clock) {
        this.clock = clock;
    }

    private record Key(String caller, ServerName server, String elicitationId) {}

    /** @param shownAs the id that the client was given */
    record Page(Inbound asked, Session session, String shownAs, Instant until) {}

    /** Remembers a page by the server's id for it, and gives the id for the client. */
    synchronized String sent(Context context, Session session, ServerName server, String elicitationId) {
        var now = clock.instant();
        pages.values().removeIf(page -> now.isAfter(page.until()));
        var shownAs = UUID.randomUUID().toString();
        var caller = context.caller().id();
        makeRoom(caller);
        if (pages.size() < MAX_IN_ALL) {
            pages.put(
                    new Key(caller, server, elicitationId),
                    new Page(context.inbound(), session, shownAs, now.plus(KEPT)));
        }
        return shownAs;
    }

    private void makeRoom(String caller) {
        var own = pages.keySet().stream()
                .filter(key -> key.caller().equals(caller))
                .toList();
        if (own.size() >= MAX_PER_CALLER || pages.size() >= MAX_IN_ALL && !own.isEmpty()) {
            pages.remove(own.getFirst());
        }
    }

    /** The page that is done with, once. */
    synchronized Optional<Page> completed(String caller, ServerName server, String elicitationId) {
        return Optional.ofNullable(pages.remove(new Key(caller, server, elicitationId)));
    }
}
