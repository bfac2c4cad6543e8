package io.nexusmcp.dataplane.conversation;

import io.nexusmcp.web.Ticker;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All conversations there are, with the one thread that looks whether their credentials still hold. */
public final class Conversations implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Conversations.class);
    private static final Duration BETWEEN_CHECKS = Duration.ofMillis(500);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final Set<Conversation> open = ConcurrentHashMap.newKeySet();
    private final Ticker ticker = new Ticker("conversations", BETWEEN_CHECKS, this::check);
    private volatile boolean isEnding;

    public void start() {
        ticker.start();
    }

    /** From now on it is watched, until it is removed; ended at once when the hub is being stopped. */
    public void add(Conversation conversation) {
        open.add(conversation);
        if (isEnding) {
            conversation.end(Ending.STOPPING);
        }
    }

    public void remove(Conversation conversation) {
        open.remove(conversation);
    }

    public int count() {
        return open.size();
    }

    /** Lets every conversation come to an end of what it is doing, and ends it then. Returns when there is none. */
    public void drain() {
        isEnding = true;
        while (!open.isEmpty()) {
            open.stream().filter(Conversation::isIdle).forEach(idle -> idle.end(Ending.STOPPING));
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    private void check() {
        open.forEach(this::check);
    }

    /** One that cannot be looked at must not spare the others. */
    private void check(Conversation conversation) {
        try {
            conversation.check();
        } catch (RuntimeException fault) {
            LOG.error("a connection could not be checked and is ended", fault);
            conversation.end(Ending.FAULT);
        }
    }

    @Override
    public void close() {
        ticker.close();
    }
}
