package io.nexusmcp.web;

import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts connections that stay between two requests, in the headers of one, or in what follows a refused one, however
 * steadily bytes drip in: Jetty's idle timeout alone starts anew with each byte. Looks at all connections a few times a
 * second and costs a request nothing.
 */
final class SlowConnections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SlowConnections.class);
    private static final Duration PERIOD = Duration.ofMillis(200);
    private static final Set<HttpParser.State> IN_HEADERS =
            EnumSet.range(HttpParser.State.METHOD, HttpParser.State.HEADER);

    private final AbstractConnector connector;
    private final Supplier<Door> doors;
    private final Ticker ticker;
    private Map<EndPoint, Sight> seen = new HashMap<>();

    SlowConnections(AbstractConnector connector, Supplier<Door> doors) {
        this.connector = connector;
        this.doors = doors;
        this.ticker = new Ticker("slow-connections", PERIOD, this::look);
    }

    /** What a connection does; each but BUSY has a limit. */
    private enum Phase {
        UNUSED,
        IDLE,
        HEADERS,
        REFUSED,
        BUSY
    }

    /** What was seen of a connection and since when nothing else was. */
    private record Sight(Phase phase, long requests, long since) {
        boolean isSame(Sight other) {
            return phase == other.phase && requests == other.requests;
        }
    }

    void start() {
        ticker.start();
    }

    @Override
    public void close() {
        ticker.close();
    }

    private void look() {
        long now = System.nanoTime();
        var limits = doors.get().limits();
        var sights = HashMap.<EndPoint, Sight>newHashMap(seen.size());
        for (var endPoint : connector.getConnectedEndPoints()) {
            var sight = sight(endPoint.getConnection(), now);
            var earlier = seen.get(endPoint);
            var longest = earlier != null && earlier.isSame(sight) ? earlier : sight;
            if (isOver(longest, now, limits)) {
                LOG.debug("Connection cut in phase {}", longest.phase());
                endPoint.close();
            } else {
                sights.put(endPoint, longest);
            }
        }
        seen = sights;
    }

    private static boolean isOver(Sight sight, long now, DoorLimits limits) {
        var limit = sight.phase() == Phase.IDLE ? limits.idleTimeout() : limits.headerTimeout();
        return sight.phase() != Phase.BUSY && now - sight.since() > limit.toNanos();
    }

    private static Sight sight(Connection connection, long now) {
        return new Sight(phase(connection), connection.getMessagesIn(), now);
    }

    private static Phase phase(Connection connection) {
        if (connection instanceof HttpConnection http) {
            return phase(http.getParser().getState(), http.getMessagesIn());
        }
        boolean hasRequests = connection instanceof HTTP2Connection;
        // what a connection was upgraded to has times of its own
        if (!hasRequests || connection.getMessagesIn() > connection.getMessagesOut()) {
            return Phase.BUSY;
        }
        return connection.getMessagesIn() == 0 ? Phase.UNUSED : Phase.IDLE;
    }

    private static Phase phase(HttpParser.State state, long requests) {
        return switch (state) {
            case START -> requests == 0 ? Phase.UNUSED : Phase.IDLE;
            case CLOSE, CLOSED -> Phase.REFUSED;
            default -> IN_HEADERS.contains(state) ? Phase.HEADERS : Phase.BUSY;
        };
    }
}
