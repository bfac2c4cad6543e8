package io.nexusmcp.core.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Digests;
import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.catalog.Catalog;
import io.nexusmcp.core.limit.Concurrency;
import io.nexusmcp.core.route.ResourceWatch;
import io.nexusmcp.core.session.Session;
import io.nexusmcp.protocol.ListKind;
import io.nexusmcp.protocol.json.JsonObject;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One client that hears of changes: the lists it sees, the resources it watches, and whether it still may. Safe for use
 * by many threads.
 */
final class Listening {
    private final Optional<Session> session;
    private final Set<ListKind> lists;
    private final Inbox inbox = new Inbox();
    private final Map<ListKind, String> seen = new EnumMap<>(ListKind.class);
    private final Map<String, Watched> watched = new LinkedHashMap<>();
    private final String caller;
    private volatile Inbound asked;
    private Optional<WatchedTasks> tasks = Optional.empty();
    private int streams;
    private int users;
    private boolean isClosed;

    /** @param session of a legacy client; modern ones have none */
    Listening(Inbound asked, String caller, Optional<Session> session, Set<ListKind> lists) {
        this.asked = asked.withoutBody();
        this.caller = caller;
        this.session = session;
        this.lists = lists;
    }

    private record Watched(ServerName server, ResourceWatch watch, Concurrency.Place place) {
        void close() {
            watch.close();
            place.close();
        }
    }

    Inbox inbox() {
        return inbox;
    }

    String caller() {
        return caller;
    }

    Optional<Session> session() {
        return session;
    }

    /** From now on judged by the credential of this request, which uses it until it says otherwise. */
    synchronized void comesAgain(Inbound inbound) {
        asked = inbound.withoutBody();
        users++;
    }

    synchronized void leaves() {
        users--;
    }

    /** The same request as if it came now; empty where it would be refused. */
    Optional<Context> now(Rules inForce, Catalog catalog) {
        try {
            return Optional.of(Context.again(asked, caller, session, inForce, catalog));
        } catch (Refused _) {
            return Optional.empty();
        }
    }

    /** Tells of the lists that look different to this client than before; the first time of none. */
    synchronized void look(Context at) {
        for (var kind : lists) {
            var visible = Digests.sha256Hex(visible(kind, at).toString().getBytes(UTF_8));
            var before = seen.put(kind, visible);
            if (before != null && !before.equals(visible)) {
                inbox.listChanged(kind);
            }
        }
    }

    /** Passes on what a server says of its own list, if this client sees anything of that. */
    void announced(Context at, ServerName server, ListKind kind) {
        if (lists.contains(kind) && sees(at, server, kind)) {
            inbox.listChanged(kind);
        }
    }

    private static boolean sees(Context at, ServerName server, ListKind kind) {
        return switch (kind) {
            case TOOLS ->
                Listings.visibleTools(at).stream()
                        .anyMatch(tool -> tool.server().equals(server));
            case PROMPTS ->
                Listings.visiblePrompts(at).stream()
                        .anyMatch(prompt -> prompt.server().equals(server));
            case RESOURCES ->
                Listings.visibleResources(at).stream()
                                .anyMatch(resource -> resource.server().equals(server))
                        || Listings.visibleTemplates(at).stream()
                                .anyMatch(template -> template.server().equals(server));
        };
    }

    private static List<?> visible(ListKind kind, Context at) {
        return switch (kind) {
            case TOOLS ->
                Listings.visibleTools(at).stream()
                        .map(tool -> tool.federatedName() + tool.hash())
                        .toList();
            case PROMPTS ->
                Listings.visiblePrompts(at).stream()
                        .map(prompt -> prompt.definition().whole().text())
                        .toList();
            case RESOURCES ->
                List.of(
                        Listings.visibleResources(at).stream()
                                .map(resource -> resource.definition().whole().text())
                                .toList(),
                        Listings.visibleTemplates(at).stream()
                                .map(template -> template.definition().whole().text())
                                .toList());
        };
    }

    synchronized Optional<ResourceWatch> watching(String uri) {
        return Optional.ofNullable(watched.get(uri)).map(Watched::watch);
    }

    /** The watch on a resource, which is begun unless there is one; whoever brings a place for nothing gives it back. */
    synchronized ResourceWatch watch(
            ServerName server,
            String uri,
            Concurrency.Place place,
            Function<Consumer<JsonObject>, ResourceWatch> begin) {
        var known = watched.get(uri);
        if (isClosed || known != null) {
            place.close();
        }
        if (isClosed) {
            throw new Refused(new Refusal.Cancelled());
        }
        if (known != null) {
            return known.watch();
        }
        var watch = begin.apply(params -> inbox.updated(uri, params));
        watched.put(uri, new Watched(server, watch, place));
        return watch;
    }

    synchronized void unwatch(String uri) {
        Optional.ofNullable(watched.remove(uri)).ifPresent(Watched::close);
    }

    /** The tasks that are looked after for it, as long as it lasts. */
    synchronized void watch(WatchedTasks watchedTasks) {
        if (isClosed) {
            throw new Refused(new Refusal.Cancelled());
        }
        tasks = Optional.of(watchedTasks);
    }

    synchronized Optional<WatchedTasks> tasks() {
        return tasks;
    }

    /** Whether a resource may still be told of: it or that of which it is a part is watched, and both may be read. */
    synchronized boolean mayHear(Context at, String watchedUri, String uri) {
        var known = watched.get(watchedUri);
        return known != null && mayRead(at, known.server(), watchedUri) && mayRead(at, known.server(), uri);
    }

    private static boolean mayRead(Context at, ServerName server, String uri) {
        return at.catalog()
                        .server(server)
                        .filter(entry -> !entry.isSwitchedOff())
                        .isPresent()
                && at.rules().policy().mayRead(at.caller(), server, uri).isAllowed();
    }

    /** Whether everything that is watched may still be read. */
    synchronized boolean mayHearAll(Context at) {
        return watched.entrySet().stream()
                .allMatch(entry -> mayRead(at, entry.getValue().server(), entry.getKey()));
    }

    /** Ends the watches on what may not be read any more. */
    synchronized void dropForbidden(Context at) {
        watched.entrySet().removeIf(entry -> {
            boolean isForbidden = !mayRead(at, entry.getValue().server(), entry.getKey());
            if (isForbidden) {
                entry.getValue().close();
            }
            return isForbidden;
        });
    }

    synchronized void streamOpened() {
        streams++;
    }

    synchronized void streamClosed() {
        streams--;
    }

    /** Whether anything on any open stream is to be told. */
    synchronized boolean isHeard() {
        return streams > 0;
    }

    /** Whether nobody would miss it: no stream, no request, nothing watched, and nothing that waits to be told. */
    synchronized boolean isIdle() {
        return streams == 0 && users == 0 && watched.isEmpty() && inbox.isEmpty();
    }

    synchronized boolean isClosed() {
        return isClosed;
    }

    /** Ends all watches and whoever waits for news. */
    synchronized void close() {
        isClosed = true;
        watched.values().forEach(Watched::close);
        watched.clear();
        tasks.ifPresent(WatchedTasks::close);
        inbox.close();
    }
}
