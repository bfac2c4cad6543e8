package io.nexusmcp.web;

import io.nexusmcp.core.Refused;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * What a client is still sending when its answer is ready. Where that is short it is taken in and dropped: an answer
 * before the end of the request resets an HTTP/2 stream and closes an HTTP/1.1 connection, and some clients then never
 * show the answer.
 */
public final class Leftover {
    private static final BodyReader.Limits SHORT = new BodyReader.Limits(64 << 10, Duration.ofSeconds(1), 0);
    /** Whoever floods the hub with unfinished requests must not make it wait for each. */
    private static final Semaphore WAITING = new Semaphore(256);

    private Leftover() {}

    /** Whether the request is complete now; if not, its connection or stream has to end with the answer. */
    public static boolean isTaken(Request request) {
        if (request.getLength() == 0) {
            return true;
        }
        if (BodyReader.isGivenUp(request)) {
            return false;
        }
        boolean isShort = request.getLength() <= SHORT.maxBytes();
        if (!isShort || request.getHeaders().contains(HttpHeader.EXPECT) || !WAITING.tryAcquire()) {
            return request.consumeAvailable();
        }
        try {
            new BodyReader(request, SHORT).read();
            return true;
        } catch (Refused _) {
            return false;
        } finally {
            WAITING.release();
        }
    }
}
