package io.nexusmcp.dataplane.websocket;

import io.nexusmcp.core.Refused;
import io.nexusmcp.dataplane.conversation.Conversation;
import io.nexusmcp.dataplane.conversation.Ending;
import io.nexusmcp.dataplane.conversation.Outlet;
import io.nexusmcp.dataplane.websocket.IncomingText.Flaw;
import io.nexusmcp.protocol.json.JsonSlice;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.eclipse.jetty.websocket.api.exceptions.WebSocketException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket of a client: puts its messages together, writes the hub's one after the other, and finds out whether the
 * client is still there. Public only because Jetty looks up its methods by reflection.
 */
public final class WebSocketPeer implements Session.Listener.AutoDemanding, Outlet {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketPeer.class);
    /** From the permission to the open connection, and from the closing handshake to the closed one. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

    /** Another configuration may allow more. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private static final int MAX_CONTROL_FRAMES = 64;

    private final Terms terms;
    private final IncomingText incoming;
    private final ReentrantLock writing = new ReentrantLock(true);
    private final long created = System.nanoTime();
    private volatile Optional<Conversation> conversation = Optional.empty();
    private volatile Optional<Session> session = Optional.empty();
    private volatile long heard = created;
    private volatile long pinged = created;
    private volatile long writingSince;
    private volatile long endingSince;
    private volatile boolean isTaking;
    private volatile boolean isGone;

    WebSocketPeer(Terms terms) {
        this.terms = terms;
        this.incoming = new IncomingText(terms.budget());
    }

    /** Before the connection is open. */
    void serves(Conversation opened) {
        conversation = Optional.of(opened);
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        opened.setIdleTimeout(Duration.ZERO); // pings find out who is gone
        opened.setMaxFrameSize(terms.limits().get().maxBytes());
        opened.setMaxOutgoingFrames(MAX_CONTROL_FRAMES);
        heard = System.nanoTime();
        session = Optional.of(opened);
        if (isGone) {
            opened.disconnect(); // it took too long to come
        }
    }

    @Override
    public void onWebSocketPartialText(String part, boolean isLast) {
        heard = System.nanoTime();
        if (isGone || endingSince != 0) {
            return;
        }
        try {
            var flaw = incoming.add(part, terms.limits().get(), heard);
            if (flaw.isPresent()) {
                refuse(flaw.get());
            } else if (isLast) {
                take(incoming.take());
            }
        } catch (Refused _) {
            close(StatusCode.TRY_AGAIN_LATER, "no memory now");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until it is known what it says, nothing else is read; so messages are taken in order. */
    private void take(byte[] message) throws InterruptedException {
        isTaking = true;
        try {
            awaitTurn();
            conversation
                    .orElseThrow(() -> new IllegalStateException("a message before the conversation"))
                    .take(() -> message, () -> terms.budget().giveBack(message.length));
        } finally {
            heard = System.nanoTime();
            isTaking = false;
        }
    }

    /** A message counts like a request of its address; beyond the limit the client is not answered but read later. */
    private void awaitTurn() throws InterruptedException {
        boolean isTold = false;
        var allowance = terms.admit().get();
        while (!allowance.isGranted() && !isGone && endingSince == 0) {
            if (!isTold) {
                terms.refused().accept("limit of the address", HttpStatus.TOO_MANY_REQUESTS_429);
                isTold = true;
            }
            Thread.sleep(allowance.retryAfter().compareTo(LOOK) < 0 ? allowance.retryAfter() : LOOK);
            allowance = terms.admit().get();
        }
    }

    private void refuse(Flaw flaw) {
        switch (flaw) {
            case TOO_LARGE -> {
                terms.refused().accept("message too large", HttpStatus.PAYLOAD_TOO_LARGE_413);
                close(StatusCode.MESSAGE_TOO_LARGE, "the message is too large");
            }
            case TOO_MANY_PARTS -> {
                terms.refused().accept("message in too many parts", HttpStatus.BAD_REQUEST_400);
                close(StatusCode.POLICY_VIOLATION, "the message comes in too many parts");
            }
        }
    }

    @Override
    public void onWebSocketPartialBinary(ByteBuffer part, boolean isLast, Callback callback) {
        callback.succeed();
        if (endingSince == 0) {
            terms.refused().accept("binary message", HttpStatus.UNSUPPORTED_MEDIA_TYPE_415);
            close(StatusCode.BAD_DATA, "messages are text");
        }
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        heard = System.nanoTime();
    }

    /** Broken framing, broken UTF-8, a frame that is too large: Jetty closes with the code that says so. */
    @Override
    public void onWebSocketError(Throwable cause) {
        if (!isGone && cause instanceof WebSocketException) {
            terms.refused().accept("malformed frame", HttpStatus.BAD_REQUEST_400);
        }
        LOG.debug("A WebSocket broke", cause);
        gone();
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
        gone();
        callback.succeed();
    }

    private void gone() {
        isGone = true;
        incoming.drop();
        conversation.ifPresent(terms.onGone());
    }

    @Override
    public void send(JsonSlice message) {
        writing.lock();
        try {
            if (isGone || session.isEmpty()) {
                return;
            }
            writingSince = System.nanoTime();
            var written = new Callback.Completable();
            session.get().sendText(message.text(), written);
            written.get();
        } catch (ExecutionException broken) {
            LOG.debug("A message did not reach its client", broken);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            writingSince = 0;
            writing.unlock();
        }
    }

    @Override
    public void end(Ending why) {
        switch (why) {
            case STOPPING -> close(StatusCode.SHUTDOWN, "the hub is stopping");
            case ENTITLEMENT -> close(StatusCode.POLICY_VIOLATION, "not entitled any more");
            case UNRESPONSIVE -> disconnect();
            case FAULT -> close(StatusCode.SERVER_ERROR, "the hub failed");
        }
    }

    private void close(int code, String reason) {
        if (endingSince == 0) {
            endingSince = System.nanoTime();
            session.ifPresent(open -> open.close(code, reason, Callback.NOOP));
        }
    }

    private void disconnect() {
        gone();
        session.ifPresent(Session::disconnect);
    }

    /** Sends a ping when one is due, and gives up on a client that does not answer, read, or finish what it began. */
    @Override
    public void look() {
        long now = System.nanoTime();
        long patience = terms.offer().ping().get().toNanos();
        if (!terms.offer().isOpen().getAsBoolean()) {
            close(StatusCode.SHUTDOWN, "not offered any more");
        }
        if (session.isEmpty() ? now - created > PATIENCE_NANOS : isOverdue(now, patience)) {
            disconnect();
        } else if (session.isPresent() && now - pinged > patience && endingSince == 0) {
            pinged = now;
            session.get().sendPing(ByteBuffer.allocate(0), Callback.NOOP);
        }
    }

    private boolean isOverdue(long now, long patience) {
        long writes = writingSince;
        if (writes != 0 && now - writes > terms.offer().write().toNanos()) {
            terms.refused().accept("does not read", HttpStatus.REQUEST_TIMEOUT_408);
            return true;
        }
        if (incoming.isOverdue(now)) {
            terms.refused().accept("message not finished in time", HttpStatus.REQUEST_TIMEOUT_408);
            return true;
        }
        boolean isSilent = !isTaking && writes == 0 && now - heard > 2 * patience;
        boolean isUnclosed = endingSince != 0 && now - endingSince > PATIENCE_NANOS;
        return isSilent || isUnclosed;
    }
}
