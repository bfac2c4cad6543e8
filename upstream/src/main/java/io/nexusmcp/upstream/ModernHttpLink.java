package io.nexusmcp.upstream;

import io.nexusmcp.core.route.Exchange;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.JsonRpc;
import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.RequestId;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonObject;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** A server of the modern era behind HTTP. It keeps nothing of one request for the next, so all callers share it. */
final class ModernHttpLink implements Link {
    private static final AtomicLong IDS = new AtomicLong();

    private final HttpTransport transport;
    private final Greeting greeting;
    private final ListenStream listening;

    private ModernHttpLink(HttpTransport transport, Greeting greeting, LinkEvents events) {
        this.transport = transport;
        this.greeting = greeting;
        this.listening = new ListenStream(greeting.announced(), events, new HttpListening(transport));
    }

    static long nextId() {
        return IDS.incrementAndGet();
    }

    /** The answer to {@code server/discover}, whatever it is. */
    static HttpAnswer discover(HttpTransport transport, Deadline deadline) {
        return send(transport, Outgoing.plain(Handshake.DISCOVER, JsonObject.EMPTY), QuietExchange.INSTANCE, deadline);
    }

    static ModernHttpLink of(HttpTransport transport, HttpAnswer discovered, LinkEvents events) {
        return new ModernHttpLink(transport, Handshake.discovered(discovered.message()), events);
    }

    private static HttpAnswer send(HttpTransport transport, Outgoing outgoing, Exchange exchange, Deadline deadline) {
        long id = nextId();
        var body = JsonRpc.request(RequestId.of(id), outgoing.method(), Stamp.modern(outgoing.params(), id, exchange));
        return transport.call(body, id, MirroredHeaders.of(outgoing), exchange, ModernHttpLink::refuse, deadline);
    }

    private static void refuse(Message.Request question) {
        throw new UpstreamException("the server sent a request, which its era does not allow");
    }

    @Override
    public Greeting greeting() {
        return greeting;
    }

    /** Errors that speak of this hop are the hub's to deal with and never go to the client. */
    @Override
    public UpstreamReply request(Outgoing outgoing, Exchange exchange, Deadline deadline) {
        var answer = send(transport, outgoing, exchange, deadline);
        if (answer.message() instanceof Message.Failure failure) {
            switch (failure.code()) {
                case ErrorCode.HEADER_MISMATCH -> throw new UpstreamException.HeadersRejected();
                case ErrorCode.UNSUPPORTED_PROTOCOL_VERSION -> throw new UpstreamException.EraChanged();
                default -> {
                    // the server's own error
                }
            }
        }
        return Answers.reply(answer.message(), Revision.NEWEST);
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean announcesChanges() {
        return greeting.announcesChanges() && listening.announcesChanges();
    }

    @Override
    public Set<String> watch(Set<String> uris, Deadline deadline) {
        return listening.watch(uris, deadline);
    }

    /** Connections of calls belong to the endpoint. */
    @Override
    public void close() {
        listening.close();
    }
}
