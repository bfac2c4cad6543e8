package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.catalog.ToolDefinition;
import io.nexusmcp.protocol.ListKind;
import io.nexusmcp.protocol.json.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a client is to be told outside of its requests, until a stream of its takes it. What happens again before that is
 * told once, so a server that talks without end fills nothing. Safe for use by many threads.
 */
final class Inbox {
    private static final int MAX_RESOURCES = 1_024;
    private static final int MAX_PAGES = 64;
    private static final int MAX_BYTES = 8_192;

    private final EnumSet<ListKind> lists = EnumSet.noneOf(ListKind.class);
    private final ArrayDeque<String> pages = new ArrayDeque<>();
    private final Map<String, Note.Resource> resources = new LinkedHashMap<>();
    /** No more than one, which may be as large as an answer. */
    private Optional<Note.Task> task = Optional.empty();

    private boolean isClosed;

    /** One thing to tell. */
    sealed interface Note {
        record List(ListKind kind) implements Note {}

        /** @param watched what the client asked to watch, of which the changed resource may be a part */
        record Resource(String watched, JsonObject params) implements Note {}

        /** A page that the client was sent to is done with. */
        record Page(String elicitationId) implements Note {}

        /** @param told the whole of it, as its client may have it */
        record Task(ToolDefinition tool, JsonObject told) implements Note {}
    }

    synchronized void listChanged(ListKind kind) {
        lists.add(kind);
        notifyAll();
    }

    /** The newest parameters count; those that are too many or too large are told of by the watched resource alone. */
    synchronized void updated(String watched, JsonObject params) {
        var uri = params.string("uri").orElse(watched);
        boolean isKept = params.whole().length() <= MAX_BYTES
                && (resources.containsKey(uri) || resources.size() < MAX_RESOURCES);
        if (isKept) {
            resources.put(uri, new Note.Resource(watched, params.detached()));
        } else {
            resources.put(watched, new Note.Resource(watched, uri(watched)));
        }
        notifyAll();
    }

    static JsonObject uri(String uri) {
        return JsonObject.EMPTY.edit().set("uri", uri).object();
    }

    synchronized void completed(String elicitationId) {
        if (pages.size() < MAX_PAGES) {
            pages.add(elicitationId);
            notifyAll();
        }
    }

    /** For the one who looks after tasks: waits until what it told last was taken, or nothing will be any more. */
    synchronized void awaitRoomForTask() throws InterruptedException {
        while (task.isPresent() && !isClosed) {
            wait();
        }
    }

    synchronized void task(Note.Task seen) {
        task = Optional.of(seen);
        notifyAll();
    }

    /** Nothing is waited for any more. */
    synchronized void close() {
        isClosed = true;
        notifyAll();
    }

    synchronized boolean isEmpty() {
        return lists.isEmpty() && pages.isEmpty() && resources.isEmpty() && task.isEmpty();
    }

    /** The next thing to tell, or empty when there is none in time. */
    synchronized Optional<Note> next(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (isEmpty() && !isClosed) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime() + 999_999);
            if (left <= 0) {
                return Optional.empty();
            }
            wait(left);
        }
        return take();
    }

    private Optional<Note> take() {
        if (!lists.isEmpty()) {
            var kind = lists.iterator().next();
            lists.remove(kind);
            return Optional.of(new Note.List(kind));
        }
        if (!pages.isEmpty()) {
            return Optional.of(new Note.Page(pages.remove()));
        }
        if (task.isPresent()) {
            var seen = task.get();
            task = Optional.empty();
            notifyAll();
            return Optional.of(seen);
        }
        var first = resources.keySet().stream().findFirst();
        return first.map(resources::remove);
    }
}
