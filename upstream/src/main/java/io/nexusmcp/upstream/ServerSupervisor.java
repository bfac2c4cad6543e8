package io.nexusmcp.upstream;

import io.nexusmcp.core.catalog.Offer;
import io.nexusmcp.core.catalog.ServerFeed;
import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.core.catalog.ServerStatus;
import io.nexusmcp.core.route.Exchange;
import io.nexusmcp.core.route.ServerNews;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.ListKind;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.upstream.Signals.Signal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one server: connects, reads what it offers and tells the catalog, notices when it changes or is lost, and
 * connects again. Nothing here waits for another server. Safe for use by many threads.
 */
final class ServerSupervisor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerSupervisor.class);
    /** A program may take longer to start than one of its answers may take. */
    private static final Duration LEAST_TO_CONNECT = Duration.ofSeconds(30);

    /** A call does not wait longer for a server that is slow to say that it will tell of changes. */
    private static final Duration TO_BE_HEARD = Duration.ofSeconds(1);

    private static final Duration SECOND_LOOK = Duration.ofSeconds(1);
    private static final int PATIENCE_WITH_ANNOUNCERS = 10;

    private final ServerFeed feed;
    private final ServerNews news;
    private final ServerWatches watches;
    private final Announcements announcements = new Announcements();
    private final CallerEvents.Heard heard;
    private final Supplier<UpstreamLimits> limits;
    private final InstantSource clock;
    private final Supplier<Endpoint> endpoints;
    private final Signals signals = new Signals();
    private final Backoff backoff = new Backoff();
    private final Semaphore calls;
    private final Thread thread;
    private final Object closing = new Object();
    private volatile ServerSpec spec;
    private volatile Optional<Connection> connection = Optional.empty();
    private volatile Status status;
    private Optional<Offer> published = Optional.empty();
    private Optional<OwnEvents> current = Optional.empty();
    private volatile Optional<WatchedConnections> watching = Optional.empty();
    private boolean isStopped;

    /** @param endpoints makes the way to the server, and a new one after each restart */
    ServerSupervisor(
            ServerSpec spec,
            ServerFeed feed,
            ServerNews news,
            ServerWatches watches,
            Supplier<UpstreamLimits> limits,
            InstantSource clock,
            Supplier<Endpoint> endpoints) {
        this.spec = spec;
        this.feed = feed;
        this.news = news;
        this.watches = watches;
        this.heard =
                new CallerEvents.Heard(spec.name(), announcements, () -> signals.raise(Signal.LOOK), watches, news);
        this.limits = limits;
        this.clock = clock;
        this.endpoints = endpoints;
        this.thread = Thread.ofVirtual().name("server-" + spec.name()).unstarted(this::run);
        this.calls = new Semaphore(limits.get().counts().maxCalls());
        this.status = new Status(ServerStatus.State.CONNECTING, clock.instant(), Optional.empty(), 0);
    }

    /** What is open to the server, of which the callers' part outlives a loss of the hub's own. */
    private record Connection(Endpoint endpoint, Partitions partitions, Optional<Link> own) {
        Connection with(Optional<Link> link) {
            return new Connection(endpoint, partitions, link);
        }

        void close() {
            own.ifPresent(Link::close);
            partitions.close();
            endpoint.close();
        }
    }

    private record Status(ServerStatus.State state, Instant since, Optional<String> lastError, long restarts) {}

    /** Passes on what the connection tells while it is the current one. */
    private final class OwnEvents implements LinkEvents {
        @Override
        public void listChanged(ListKind kind) {
            if (isCurrent(this)) {
                announcements.add(Optional.empty(), kind);
                signals.raise(Signal.LOOK);
            }
        }

        @Override
        public void updated(JsonObject params) {
            if (isCurrent(this)) {
                watches.updated(Optional.empty(), params);
            }
        }

        @Override
        public void hears() {
            signals.raise(Signal.LOOK);
        }

        @Override
        public void missed() {
            if (isCurrent(this)) {
                signals.raise(Signal.LOOK);
                watches.missed(Optional.empty());
            }
        }

        @Override
        public void lost(String why) {
            if (isCurrent(this)) {
                LOG.debug("{}: {}", spec.name(), why);
                signals.raise(Signal.LOST);
            }
        }
    }

    private synchronized boolean isCurrent(OwnEvents events) {
        return current.filter(one -> one == events).isPresent();
    }

    void start() {
        thread.start();
    }

    /** Takes a specification that differs in nothing a connection depends on. */
    void update(ServerSpec changed) {
        spec = changed;
    }

    ServerSpec spec() {
        return spec;
    }

    void restart() {
        signals.raise(Signal.RESTART);
        disconnect();
    }

    ServerStatus status() {
        var now = status;
        var greeting = connection.flatMap(Connection::own).map(Link::greeting);
        return new ServerStatus(
                spec.name(),
                now.state(),
                spec.enabled(),
                spec.address().transport(),
                greeting.filter(_ -> isMcp()).map(known -> known.revision().text()),
                now.since(),
                now.lastError(),
                toolCount(),
                now.restarts());
    }

    private boolean isMcp() {
        return !(spec.address() instanceof ServerSpec.OpenApi);
    }

    private synchronized int toolCount() {
        return published.map(offer -> offer.tools().size()).orElse(0);
    }

    private void run() {
        try {
            var next = Signal.LOST;
            while (next != Signal.STOP) {
                next = live();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            disconnect();
        }
    }

    /** One connection from its opening to its end, and the pause after a failure; gives what ended it. */
    private Signal live() throws InterruptedException {
        long begun = System.nanoTime();
        try {
            var end = serve(connect());
            withdraw(end == Signal.RESTART ? "it is restarted" : "it is stopped");
            disconnect();
            return end;
        } catch (UpstreamException e) {
            withdraw(e.why());
            LOG.warn("{} is down: {}", spec.name(), e.why());
            return failed(begun);
        } catch (RuntimeException | StackOverflowError bug) {
            // whatever a server manages to break, it is called again
            withdraw("something it sent could not be handled");
            LOG.error("{} is down: something it sent could not be handled", spec.name(), bug);
            return failed(begun);
        }
    }

    private Signal failed(long begun) throws InterruptedException {
        closeOwn();
        return afterPause(backoff.afterFailure(Duration.ofNanos(System.nanoTime() - begun)));
    }

    private Signal afterPause(Duration pause) throws InterruptedException {
        var signal = signals.await(EnumSet.of(Signal.STOP, Signal.RESTART), pause);
        if (signal.filter(Signal.RESTART::equals).isPresent()) {
            disconnect();
        }
        return signal.orElse(Signal.LOST);
    }

    private Connection connect() {
        enter(ServerStatus.State.CONNECTING, status.lastError(), status.restarts());
        signals.clear(EnumSet.of(Signal.LOST, Signal.LOOK));
        var events = new OwnEvents();
        var open = connection.orElseGet(this::prepare);
        synchronized (this) {
            if (isStopped) {
                throw new UpstreamException("it is stopped");
            }
            current = Optional.of(events);
            connection = Optional.of(open);
        }
        var own = open.endpoint().connect(events, Deadline.in(timeToConnect()));
        var ready = open.with(Optional.of(own));
        try {
            var offer = new Definitions(own, limits.get(), deadline()).read();
            connection = Optional.of(ready); // before anybody can see the tools, so that no call comes too early
            publish(offer);
        } catch (RuntimeException | StackOverflowError e) {
            own.close();
            throw e;
        }
        var over = new WatchedConnections(ready.endpoint(), ready.partitions(), own, this::deadline);
        watching = Optional.of(over);
        watches.connected(over);
        enter(ServerStatus.State.UP, status.lastError(), status.restarts());
        LOG.info(
                "{} is up and speaks {}",
                spec.name(),
                isMcp() ? own.greeting().revision().text() : "HTTP");
        return ready;
    }

    private Connection prepare() {
        var endpoint = endpoints.get();
        var partitions = new Partitions(
                endpoint.maxLinks(),
                limits.get().times().idle(),
                (partition, deadline) -> opened(endpoint, partition, deadline),
                watches::held);
        return new Connection(endpoint, partitions, Optional.empty());
    }

    /**
     * A modern server tells of its lists only where it was asked to, so that is done before anything else. A call does not
     * wait long for it.
     */
    private Link opened(Endpoint endpoint, Partition partition, Deadline deadline) {
        var link = endpoint.open(own(), partition.abilities(), new CallerEvents(partition, heard), deadline);
        var asking = Thread.ofVirtual().name("watches").start(() -> watch(link, partition));
        try {
            asking.join(TO_BE_HEARD);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return link;
    }

    private void watch(Link link, Partition partition) {
        try {
            link.watch(watches.uris(Optional.of(partition)), deadline());
        } catch (UpstreamException e) {
            LOG.debug("{}: {}", spec.name(), e.why());
            watches.missed(Optional.of(partition));
        }
    }

    private Duration timeToConnect() {
        return spec.timeout().compareTo(LEAST_TO_CONNECT) > 0 ? spec.timeout() : LEAST_TO_CONNECT;
    }

    private Deadline deadline() {
        return Deadline.in(spec.timeout());
    }

    private Link own() {
        return connection
                .flatMap(Connection::own)
                .orElseThrow(() -> new UpstreamException("the server is not connected"));
    }

    /** Until it is told to end, or until the connection is lost. */
    private Signal serve(Connection open) throws InterruptedException {
        var own = open.own().orElseThrow();
        var pace = new LookPace();
        int failures = 0;
        while (true) {
            var signal = signals.await(failures > 0 ? SECOND_LOOK : untilNextLook(own))
                    .orElse(Signal.LOOK);
            long begun = System.nanoTime();
            switch (signal) {
                case STOP, RESTART -> {
                    return signal;
                }
                case LOST -> throw new UpstreamException("the connection was lost");
                case LOOK -> failures = look(open.endpoint(), own) ? 0 : failures + 1;
            }
            long now = System.nanoTime();
            var pause = pace.after(Duration.ofNanos(now - begun), now);
            if (failures > 1) {
                throw new UpstreamException("the server's lists cannot be read");
            }
            signals.await(EnumSet.of(Signal.STOP, Signal.RESTART), pause).ifPresent(signals::raise);
        }
    }

    private Duration untilNextLook(Link own) {
        var refresh = limits.get().times().refresh();
        return own.announcesChanges() ? refresh.multipliedBy(PATIENCE_WITH_ANNOUNCERS) : refresh;
    }

    /** Reads the lists anew; false when that failed in a way that may pass. */
    private boolean look(Endpoint endpoint, Link own) {
        try {
            if (endpoint.hasChangedEra(own, deadline())) {
                throw new UpstreamException.EraChanged();
            }
            publish(new Definitions(own, limits.get(), deadline()).read());
            announcements.tell(spec.name(), news);
            return true;
        } catch (UpstreamException.Unreachable | UpstreamException.EraChanged gone) {
            throw gone;
        } catch (UpstreamException e) {
            LOG.debug("{}: {}", spec.name(), e.why());
            return false;
        }
    }

    private synchronized void publish(Offer offer) {
        boolean isNews =
                published.map(known -> !Definitions.areSame(known, offer)).orElse(true);
        if (isNews && !isStopped) {
            published = Optional.of(offer);
            feed.offers(spec, offer);
        }
    }

    private synchronized void withdraw(String why) {
        current = Optional.empty();
        watching.ifPresent(watches::disconnected);
        enter(ServerStatus.State.DOWN, Optional.of(why), status.restarts() + 1);
        if (published.isPresent()) {
            published = Optional.empty();
            feed.lost(spec, why);
        }
    }

    private void enter(ServerStatus.State state, Optional<String> lastError, long restarts) {
        status = new Status(state, clock.instant(), lastError, restarts);
    }

    private void closeOwn() {
        synchronized (closing) {
            var open = connection;
            connection = open.map(one -> one.with(Optional.empty()));
            open.flatMap(Connection::own).ifPresent(Link::close);
        }
    }

    /** Whoever comes second waits for the first, and finds everything ended. */
    private void disconnect() {
        synchronized (closing) {
            var open = connection;
            connection = Optional.empty();
            open.ifPresent(Connection::close);
        }
    }

    /** Sends one call over the caller's own connection, or the common one where the server keeps nothing. */
    UpstreamReply call(String partition, Outgoing outgoing, Exchange exchange) {
        if (!calls.tryAcquire()) {
            throw new UpstreamException("as many calls are open as the server may have");
        }
        try {
            return attempt(partition, outgoing, exchange, deadline());
        } catch (UpstreamException.Unreachable e) {
            signals.raise(Signal.LOOK);
            throw e;
        } catch (UpstreamException.EraChanged e) {
            signals.raise(Signal.LOST);
            throw e;
        } finally {
            calls.release();
        }
    }

    private UpstreamReply attempt(String partition, Outgoing outgoing, Exchange exchange, Deadline deadline) {
        var own = own();
        try {
            return through(own, partition, outgoing, exchange, deadline);
        } catch (UpstreamException.HeadersRejected _) {
            signals.raise(Signal.LOOK);
            var tools = new Definitions(own, limits.get(), deadline).tools();
            return through(own, partition, ToolHeaders.renewed(outgoing, tools), exchange, deadline);
        }
    }

    private UpstreamReply through(Link own, String partition, Outgoing outgoing, Exchange exchange, Deadline deadline) {
        var open = connection.orElseThrow(() -> new UpstreamException("the server is not connected"));
        if (open.endpoint().isShared(own)) {
            return own.request(outgoing, exchange, deadline);
        }
        // a modern server is told with each request what the client can be asked
        var declared = own.greeting().isModern() ? ClientAbilities.NONE : exchange.abilities();
        var whose = outgoing.concernsTask() && !own.greeting().isModern()
                ? Partition.ofTasks(partition, declared)
                : new Partition(partition, declared, 0);
        var reply = open.partitions().with(whose, deadline, link -> link.request(outgoing, exchange, deadline));
        if (outgoing.concernsTask() || exchange.takesTasks()) {
            MadeTask.ttl(reply).ifPresent(ttl -> open.partitions().keep(whose, ttl));
        }
        return reply;
    }

    void endIdle() {
        connection.ifPresent(open -> open.partitions().endIdle());
    }

    /** Ends everything that is open to the server; returns when it has ended. */
    @Override
    public void close() {
        synchronized (this) {
            isStopped = true;
            if (published.isPresent()) {
                published = Optional.empty();
                feed.lost(spec, "it is stopped");
            }
        }
        signals.raise(Signal.STOP);
        disconnect();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
