package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.session.Session;
import io.nexusmcp.protocol.RequestId;
import java.util.concurrent.ConcurrentHashMap;

/** Open calls of legacy sessions, so that {@code notifications/cancelled} finds the one it names and no other. */
final class InFlight {
    private final ConcurrentHashMap<Key, OpenExchange> calls = new ConcurrentHashMap<>();

    private record Key(String session, RequestId id) {}

    void opened(Session session, RequestId id, OpenExchange exchange) {
        calls.put(new Key(session.id(), id), exchange);
    }

    void closed(Session session, RequestId id, OpenExchange exchange) {
        calls.remove(new Key(session.id(), id), exchange);
    }

    /** Unknown ids are ignored: the call may just have been answered. */
    void cancel(Session session, RequestId id) {
        var exchange = calls.get(new Key(session.id(), id));
        if (exchange != null) {
            exchange.cancel();
        }
    }
}
