package io.nexusmcp.core.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Digests;
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

    /** @param page digest of the server's id for it, which may be as long as the server likes */
    private record Key(String caller, ServerName server, String page) {
        static Key of(String caller, ServerName server, String elicitationId) {
            return new Key(caller, server, Digests.sha256Hex(elicitationId.getBytes(UTF_8)));
        }
    }

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
                    Key.of(caller, server, elicitationId),
                    new Page(context.inbound().withoutBody(), session, shownAs, now.plus(KEPT)));
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
        return Optional.ofNullable(pages.remove(Key.of(caller, server, elicitationId)));
    }
}
