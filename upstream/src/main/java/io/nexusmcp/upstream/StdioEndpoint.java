package io.nexusmcp.upstream;

import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.Era;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** A server that runs as child processes: one of the hub's own, and one for each caller unless it is shared. */
final class StdioEndpoint implements Endpoint {
    private final ServerSpec.Stdio spec;
    private final ChildCommand command;
    private final Arrivals arrivals;
    private final Supplier<UpstreamLimits> limits;
    private final Semaphore children;
    private final EraVerdict verdict;
    private final Set<Child> running = ConcurrentHashMap.newKeySet();
    private volatile boolean isClosed;

    /** @param children permits for all children of the hub */
    StdioEndpoint(
            ServerSpec.Stdio spec,
            ChildCommand command,
            Arrivals arrivals,
            Supplier<UpstreamLimits> limits,
            Semaphore children,
            EraVerdict verdict) {
        this.spec = spec;
        this.command = command;
        this.arrivals = arrivals;
        this.limits = limits;
        this.children = children;
        this.verdict = verdict;
    }

    @Override
    public Link connect(LinkEvents events, Deadline deadline) {
        var era = verdict.era().orElseGet(this::probe);
        try {
            var link = start(era, spec.shared(), ClientAbilities.NONE, events, deadline);
            verdict.found(link.greeting().revision().era());
            return link;
        } catch (UpstreamException e) {
            verdict.forget();
            throw e;
        }
    }

    @Override
    public Link open(Link own, ClientAbilities declared, LinkEvents events, Deadline deadline) {
        return start(own.greeting().revision().era(), false, declared, events, deadline);
    }

    /** Asks a child that is thrown away, since some servers end at any message before {@code initialize}. */
    private Era probe() {
        var child = startChild();
        try {
            var channel = new MessageChannel(child, limits, LinkEvents.IGNORED, ClientAbilities.NONE);
            return Handshake.era(
                    ChannelLink.ask(channel, Deadline.in(limits.get().times().probe())));
        } catch (UpstreamException _) {
            return Era.LEGACY;
        } finally {
            child.close();
        }
    }

    private Link start(Era era, boolean isShared, ClientAbilities declared, LinkEvents events, Deadline deadline) {
        var child = startChild();
        try {
            var channel = new MessageChannel(child, limits, events, declared);
            return ChannelLink.open(child, channel, era, isShared, events, deadline);
        } catch (RuntimeException e) {
            child.close();
            throw e;
        }
    }

    private Child startChild() {
        if (!children.tryAcquire()) {
            throw new UpstreamException("all child processes that the hub may have are in use");
        }
        Child child;
        try {
            child = Child.start(arrivals, command, limits);
        } catch (RuntimeException e) {
            children.release();
            throw e;
        }
        running.add(child);
        child.onExit(() -> {
            running.remove(child);
            children.release();
        });
        if (isClosed) {
            child.close();
            throw new UpstreamException("the server is being stopped");
        }
        return child;
    }

    @Override
    public boolean isShared(Link own) {
        return spec.shared();
    }

    @Override
    public int maxLinks() {
        return spec.maxChildren();
    }

    @Override
    public boolean hasChangedEra(Link own, Deadline deadline) {
        return false;
    }

    @Override
    public void close() {
        isClosed = true;
        Together.run(List.copyOf(running), Child::close);
    }
}
