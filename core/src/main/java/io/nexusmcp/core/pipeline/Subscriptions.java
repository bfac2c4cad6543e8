package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.audit.AuditEntry;
import io.nexusmcp.core.catalog.ServerEntry;
import io.nexusmcp.core.guard.ArgumentGuard;
import io.nexusmcp.core.limit.Concurrency;
import io.nexusmcp.core.limit.Quota;
import io.nexusmcp.core.policy.Permitted;
import io.nexusmcp.core.policy.ServerCall;
import io.nexusmcp.core.route.ResourceWatch;
import io.nexusmcp.core.route.ResourceWatches;
import io.nexusmcp.core.route.Route;
import io.nexusmcp.core.session.Session;
import io.nexusmcp.protocol.Capabilities;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.JsonRpc;
import io.nexusmcp.protocol.ListKind;
import io.nexusmcp.protocol.ListenFilter;
import io.nexusmcp.protocol.ModernMeta;
import io.nexusmcp.protocol.ProtocolError;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Serves the requests by which clients say what they want to hear of: one resource, or a whole modern stream. */
final class Subscriptions {
    /** A modern client is not kept waiting for slow servers; who comes too late is asked until it agrees. */
    private static final Duration MOST_BEFORE_ACKNOWLEDGEMENT = Duration.ofSeconds(1);

    /** No list has longer ones, and watched ones are kept for hours. */
    private static final int MAX_URI_LENGTH = 2_048;

    private static final JsonSlice DONE = JsonSlice.trusted("{}");

    private final ResourceWatches watches;
    private final Feeds feeds;
    private final Supplier<Quota> limit;
    private final TaskLooks looks;
    private final Concurrency watched = Concurrency.unlimited();

    /** @param limit how many resources and tasks callers may watch */
    Subscriptions(ResourceWatches watches, Feeds feeds, Supplier<Quota> limit, TaskLooks looks) {
        this.watches = watches;
        this.feeds = feeds;
        this.limit = limit;
        this.looks = looks;
    }

    /** Authorized like reading the resource; answered once the server has agreed. */
    Reply subscribe(Asked asked, AuditEntry entry) {
        var session = session(asked);
        var permitted = permitted(asked, entry);
        var call = permitted.call();
        if (!tellsOfResources(asked, call.server())) {
            throw new ProtocolException(ProtocolError.of(200, ErrorCode.METHOD_NOT_FOUND, "Method not found"));
        }
        var listening = feeds.of(asked.context().inbound(), asked.caller().id(), session);
        try {
            var watch = begin(asked, listening, permitted, session.abilities(), entry);
            var server =
                    asked.catalog().server(call.server()).map(ServerEntry::spec).orElseThrow();
            agree(listening, call, watch.await(server.timeout()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Refused(new Refusal.Cancelled());
        } finally {
            listening.leaves();
            feeds.release(listening);
        }
        return done(asked);
    }

    private static void agree(Listening listening, ServerCall.ReadResource call, ResourceWatch.State state) {
        switch (state) {
            case AGREED -> {
                // the client may be told so
            }
            case REFUSED -> {
                listening.unwatch(call.uri());
                throw new Refused(new Refusal.Unknown("resource", "the server does not tell of it"));
            }
            case OPEN -> {
                listening.unwatch(call.uri());
                throw new Refused(
                        new Refusal.UpstreamFailed(call.server(), "it did not agree to tell of the resource"));
            }
        }
    }

    /** Nothing is said of resources that are not watched: who may not know of one cannot tell it from another. */
    Reply unsubscribe(Asked asked, AuditEntry entry) {
        var session = session(asked);
        var uri = asked.params().string("uri").orElseThrow(() -> invalid("params.uri must be a string"));
        entry.asked(asked.method(), Optional.empty(), Optional.of(uri), Optional.empty());
        feeds.known(session).ifPresent(listening -> {
            listening.unwatch(uri);
            feeds.release(listening);
        });
        return done(asked);
    }

    private static Session session(Asked asked) {
        return asked.session().orElseThrow(() -> new IllegalStateException("the method belongs to a session"));
    }

    private static ProtocolException invalid(String message) {
        return new ProtocolException(ProtocolError.of(200, ErrorCode.INVALID_PARAMS, message));
    }

    private static Permitted<ServerCall.ReadResource> permitted(Asked asked, AuditEntry entry) {
        var call = (ServerCall.ReadResource) Resolution.of(asked, entry);
        var permitted = asked.rules().policy().permit(asked.caller(), call, asked.catalog());
        guard(asked, call).ifPresent(entry::waived);
        return permitted;
    }

    /** {@link Refused} for a URI that reading would be refused for; the rule where the operator lets it pass. */
    private static Optional<String> guard(Asked asked, ServerCall.ReadResource call) {
        var exemption = asked.catalog()
                .server(call.server())
                .map(server -> ArgumentGuard.exemption(server.spec(), call.target()))
                .orElseThrow();
        return asked.rules().arguments().check(call, exemption).map(breach -> breach.rule());
    }

    private static boolean tellsOfResources(Asked asked, ServerName server) {
        return asked.catalog()
                .server(server)
                .flatMap(ServerEntry::offer)
                .filter(offer -> Capabilities.subscribes(offer.capabilities()))
                .isPresent();
    }

    /** The place of one more watch; a session of the same caller that nobody hears makes way for it. */
    private Concurrency.Place place(Listening listening, AuditEntry entry) {
        var caller = listening.caller();
        var now = limit.get();
        var place = watched.enter(caller, now);
        while (place.isEmpty() && feeds.forgetOldest(listening)) {
            var why = new Refusal.TooManyAtOnce(now.perCaller());
            entry.part("session/forgotten", Optional.empty(), "", Optional.of(why));
            place = watched.enter(caller, now);
        }
        return place.orElseThrow(() -> tooMany(now));
    }

    private static Refused tooMany(Quota now) {
        return new Refused(new Refusal.TooManyAtOnce(now.perCaller()));
    }

    private ResourceWatch begin(
            Asked asked,
            Listening listening,
            Permitted<ServerCall.ReadResource> permitted,
            ClientAbilities abilities,
            AuditEntry entry) {
        var call = permitted.call();
        if (call.uri().length() > MAX_URI_LENGTH) {
            throw new Refused(new Refusal.Unknown("resource", "its URI is too long to be watched"));
        }
        var spec = asked.catalog().server(call.server()).map(ServerEntry::spec).orElseThrow();
        var route = new Route(spec, asked.caller().id());
        return listening
                .watching(call.uri())
                .orElseGet(() -> listening.watch(
                        call.server(),
                        call.uri(),
                        place(listening, entry),
                        changed -> watches.watch(route, abilities, permitted, changed)));
    }

    /** Opens a stream for as much of the filter as this caller can have; what it cannot have looks like what is not. */
    Reply listen(Asked asked, AuditEntry entry) {
        var filter = ListenFilter.read(asked.params());
        if (filter.uris().size() + filter.tasks().size() > limit.get().perCaller()) {
            throw tooMany(limit.get());
        }
        var stream = Feeds.lent(asked.context(), entry);
        var lists = offered(asked);
        lists.retainAll(filter.lists());
        var listening =
                new Listening(asked.context().inbound(), asked.caller().id(), Optional.empty(), Set.copyOf(lists));
        try {
            feeds.join(listening);
            var begun = new LinkedHashMap<String, ResourceWatch>();
            filter.uris().forEach(uri -> watch(asked, listening, uri, entry).ifPresent(watch -> begun.put(uri, watch)));
            var tasks = watchTasks(asked, listening, filter.tasks(), entry);
            var honoured = new ListenFilter(lists, honoured(listening, begun), tasks);
            return feeds.open(listening, asked.id(), honoured, stream);
        } catch (RuntimeException | Error failed) {
            feeds.leave(listening);
            stream.close();
            throw failed;
        }
    }

    private static Set<ListKind> offered(Asked asked) {
        var offered = EnumSet.noneOf(ListKind.class);
        var capabilities = Handshake.capabilities(asked);
        for (var kind : ListKind.values()) {
            if (capabilities.has(kind.capability())) {
                offered.add(kind);
            }
        }
        return offered;
    }

    private Optional<ResourceWatch> watch(Asked asked, Listening listening, String uri, AuditEntry entry) {
        var server = Resolution.ownerOf(asked, uri);
        try {
            var call = new ServerCall.ReadResource(
                    server.orElseThrow(() -> new Refused(new Refusal.Unknown("resource", "nothing has this name"))),
                    uri,
                    Inbox.uri(uri));
            var permitted = asked.rules().policy().permit(asked.caller(), call, asked.catalog());
            guard(asked, call);
            if (!tellsOfResources(asked, call.server())) {
                return Optional.empty();
            }
            var watch = begin(asked, listening, permitted, abilities(asked), entry);
            entry.part("resources/subscribe", server.map(ServerName::value), uri, Optional.empty());
            return Optional.of(watch);
        } catch (Refused refused) {
            if (refused.refusal() instanceof Refusal.TooManyAtOnce) {
                throw refused;
            }
            entry.part("resources/subscribe", server.map(ServerName::value), uri, Optional.of(refused.refusal()));
            return Optional.empty();
        }
    }

    /** Those of them that are known to this caller here; they are looked after once the stream has begun. */
    private Set<String> watchTasks(Asked asked, Listening listening, Set<String> ids, AuditEntry entry) {
        var honoured = new LinkedHashSet<String>();
        if (ids.isEmpty() || !TaskWish.knowsTasks(asked)) {
            return honoured;
        }
        var tasks = new WatchedTasks(looks, asked, listening.inbox(), () -> feeds.now(listening));
        listening.watch(tasks);
        for (var id : ids) {
            var task = looks.known(asked, id, entry);
            if (task.isPresent()) {
                tasks.add(task.get(), place(listening, entry));
                honoured.add(id);
            }
        }
        return honoured;
    }

    private static ClientAbilities abilities(Asked asked) {
        return ModernMeta.of(asked.params())
                .clientCapabilities()
                .map(capabilities -> ClientAbilities.of(capabilities, Revision.NEWEST))
                .orElse(ClientAbilities.NONE);
    }

    private static Set<String> honoured(Listening listening, Map<String, ResourceWatch> begun) {
        long end = System.nanoTime() + MOST_BEFORE_ACKNOWLEDGEMENT.toNanos();
        var honoured = new LinkedHashSet<String>();
        begun.forEach((uri, watch) -> {
            if (state(watch, Duration.ofNanos(Math.max(0, end - System.nanoTime()))) == ResourceWatch.State.REFUSED) {
                listening.unwatch(uri);
            } else {
                honoured.add(uri);
            }
        });
        return honoured;
    }

    private static ResourceWatch.State state(ResourceWatch watch, Duration patience) {
        try {
            return watch.await(patience);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Refused(new Refusal.Cancelled());
        }
    }

    private static Reply done(Asked asked) {
        return new Reply.Json(200, JsonRpc.result(asked.id(), DONE), Map.of());
    }
}
