package io.nexusmcp.dataplane.stdio;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Mount;
import io.nexusmcp.core.pipeline.CallHandler;
import io.nexusmcp.core.pipeline.ClientStream;
import io.nexusmcp.core.pipeline.OpenConnection;
import io.nexusmcp.core.pipeline.Reply;
import io.nexusmcp.dataplane.conversation.Conversation;
import io.nexusmcp.dataplane.conversation.Conversations;
import io.nexusmcp.protocol.ConnectionDecoder;
import io.nexusmcp.protocol.Headers;
import io.nexusmcp.web.Door;
import io.nexusmcp.web.TraceId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one client that started the hub and speaks MCP on its standard streams, one message a line. It is whoever its
 * credential says, like any client over HTTP.
 */
public final class StdioFront implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StdioFront.class);
    private static final Duration DRAIN = Duration.ofSeconds(30);
    private static final long LOOK_NANOS = 5_000_000;

    private final Conversation conversation;
    private final Conversations watched = new Conversations();
    private final InputLines lines;
    private final LineOutlet outlet;
    private final Runnable onEnd;
    private long drainsUntil;

    private StdioFront(Streams streams, Supplier<Door> doors, Runnable onEnd, Dialogue dialogue) {
        this.onEnd = onEnd;
        this.lines = new InputLines(streams.in(), () -> doors.get().limits().maxBodyBytes());
        this.outlet = new LineOutlet(streams.out(), onEnd);
        Supplier<CallHandler> calls = () -> doors.get().calls();
        this.conversation = new Conversation(
                dialogue.client(), calls, dialogue.clock(), ConnectionDecoder.ofAnyEra(), dialogue.right(), outlet);
    }

    /** What the client reads and writes. */
    public record Streams(InputStream in, OutputStream out) {}

    private record Dialogue(Conversation.Client client, InstantSource clock, OpenConnection right) {}

    /**
     * Begins to answer; empty when the credential does not let the client in.
     *
     * @param credential the header that proves the caller
     * @param doors the configuration in force
     * @param onEnd told when the client has closed its side and has its answers, or nothing reaches it any more
     */
    public static Optional<StdioFront> open(
            Streams streams, Headers credential, Supplier<Door> doors, InstantSource clock, Runnable onEnd) {
        var client = new Conversation.Client(Mount.FEDERATED, credential, InetAddress.getLoopbackAddress());
        var inbound = new Inbound(
                Inbound.Verb.CONNECT,
                client.mount(),
                credential,
                client.peer(),
                () -> new byte[0],
                clock.instant(),
                TraceId.next());
        if (!(doors.get().calls().handle(inbound, ClientStream.NONE) instanceof Reply.Connected(var right))) {
            return Optional.empty();
        }
        var front = new StdioFront(streams, doors, onEnd, new Dialogue(client, clock, right));
        front.start();
        return Optional.of(front);
    }

    private void start() {
        watched.add(conversation);
        watched.start();
        outlet.start();
        Thread.ofPlatform().daemon().name("stdin").start(this::run);
    }

    private void run() {
        try {
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                conversation.take(line.get());
            }
            drain();
        } catch (IOException broken) {
            LOG.info("standard input broke: {}", broken.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            onEnd.run();
        }
    }

    /** Whoever closes its side may still wait for answers. */
    private void drain() {
        long end = drainsUntil();
        while (!conversation.isIdle() && System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** The end of the input and the stop of the hub do not each have a time of their own. */
    private synchronized long drainsUntil() {
        if (drainsUntil == 0) {
            drainsUntil = System.nanoTime() + DRAIN.toNanos();
        }
        return drainsUntil;
    }

    /** Lets the calls that are open finish for a while, and ends what is left. */
    @Override
    public void close() {
        drain();
        watched.close();
        conversation.close();
    }
}
