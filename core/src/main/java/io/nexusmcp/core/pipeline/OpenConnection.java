package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.limit.Concurrency;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A caller's right to keep one connection open, which takes one of the places the caller has and lasts as long as the
 * credential does. Safe for use by many threads.
 */
public final class OpenConnection implements AutoCloseable {
    /** Connections are counted apart from streams, and a caller may have as many. */
    private static final String KEY = "connection ";

    private final Inbound inbound;
    private final String owner;
    private final Supplier<Rules> rules;
    private final Concurrency.Place place;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private OpenConnection(Inbound inbound, String owner, Supplier<Rules> rules, Concurrency.Place place) {
        this.inbound = inbound;
        this.owner = owner;
        this.rules = rules;
        this.place = place;
    }

    /** {@link Refused} when the caller has as many as it may. */
    static OpenConnection of(Context context, Supplier<Rules> rules) {
        var caller = context.caller().id();
        var places = context.rules().streams();
        var place = places.enter(KEY + caller)
                .orElseThrow(() -> new Refused(new Refusal.TooManyAtOnce(places.maxPerKey())));
        return new OpenConnection(context.inbound(), caller, rules, place);
    }

    /** The id of the caller who opened it. */
    public String owner() {
        return owner;
    }

    /** Whether the credential with which it was opened would not open it any more. */
    public boolean isEnded() {
        try {
            var caller = rules.get().identity().authenticate(inbound.headers(), inbound.peer());
            return !caller.id().equals(owner);
        } catch (Refused _) {
            return true;
        }
    }

    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            place.close();
        }
    }
}
