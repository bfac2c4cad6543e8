package io.nexusmcp.dataplane;

import io.nexusmcp.core.pipeline.NotificationFeed;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open streams of changes, each on a virtual thread of its own whatever threads serve calls. */
final class ListenStreams {
    private final StreamSettings settings;
    private final Set<Thread> open = ConcurrentHashMap.newKeySet();
    private volatile boolean isEnding;

    ListenStreams(StreamSettings settings) {
        this.settings = settings;
    }

    /** Streams the feed until the hub ends it, the client leaves, or it is old enough. */
    void start(NotificationFeed feed, Map<String, String> headers, OpenAnswer answer) {
        var thread = Thread.ofVirtual().name("listen").unstarted(() -> run(feed, headers, answer));
        open.add(thread);
        answer.onGone(thread::interrupt);
        thread.start();
        if (isEnding) {
            thread.interrupt();
        }
    }

    /** Ends all streams, and those that still start. */
    void end() {
        isEnding = true;
        open.forEach(Thread::interrupt);
    }

    private void run(NotificationFeed feed, Map<String, String> headers, OpenAnswer answer) {
        try (feed) {
            answer.open(headers, feed.priming());
            long start = System.nanoTime();
            while (!answer.isGone()
                    && !isEnding
                    && System.nanoTime() - start < settings.maxAge().toNanos()) {
                var message = feed.next(patience());
                if (feed.isEnded()) {
                    return;
                }
                message.ifPresent(next -> answer.send(next, feed.eventId()));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(Thread.currentThread());
            feed.farewell()
                    .ifPresentOrElse(last -> answer.finish(200, last, Map.of()), () -> answer.finish(200, Map.of()));
        }
    }

    private Duration patience() {
        return settings.idleBeat().compareTo(settings.maxAge()) < 0 ? settings.idleBeat() : settings.maxAge();
    }
}
