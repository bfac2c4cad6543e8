package io.nexusmcp.upstream;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The calls that are open on one connection, for questions that come beside the streams of calls. */
final class OpenCalls {
    private final Set<ServerQuestions> open = ConcurrentHashMap.newKeySet();

    /** One open call until it is closed. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    Place enter(ServerQuestions questions) {
        open.add(questions);
        return () -> open.remove(questions);
    }

    /** The only open call; of several, nothing tells which a question belongs to. */
    Optional<ServerQuestions> only() {
        var now = List.copyOf(open);
        return now.size() == 1 ? Optional.of(now.getFirst()) : Optional.empty();
    }
}
