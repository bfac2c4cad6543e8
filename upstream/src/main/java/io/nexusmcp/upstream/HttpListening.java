package io.nexusmcp.upstream;

import io.nexusmcp.protocol.JsonRpc;
import io.nexusmcp.protocol.ListenFilter;
import io.nexusmcp.protocol.MessageDecoder;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.RequestId;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonProblem;
import io.nexusmcp.protocol.sse.SseReader;
import java.io.IOException;
import org.apache.hc.core5.http.ClassicHttpResponse;

/** Carries {@code subscriptions/listen} over HTTP: the answer is a stream that a thread of its own reads. */
final class HttpListening implements ListenStream.Carrier {
    /** Of what is no stream, which can only be a refusal, no more is read. */
    private static final int MAX_REFUSAL = 1 << 16;

    private final HttpTransport transport;

    HttpListening(HttpTransport transport) {
        this.transport = transport;
    }

    @Override
    public void open(JsonObject params, ListenSubscription subscription, Deadline deadline) {
        long id = ModernHttpLink.nextId();
        var outgoing = Outgoing.plain(ListenFilter.METHOD, params);
        var body =
                JsonRpc.request(RequestId.of(id), outgoing.method(), Stamp.modern(params, id, QuietExchange.INSTANCE));
        Thread.ofVirtual().name("listen-upstream").start(() -> {
            try {
                transport.stream(
                        body,
                        MirroredHeaders.of(outgoing),
                        subscription::endsBy,
                        (answer, arrival) -> read(answer, arrival, subscription));
                subscription.over("the server's stream of changes ended");
            } catch (UpstreamException e) {
                subscription.over(e.why());
            }
        });
    }

    /** Anything but a stream is the refusal of one. */
    private Boolean read(ClassicHttpResponse answer, Arrival arrival, ListenSubscription subscription)
            throws IOException {
        var body = answer.getEntity();
        var type = body == null ? MediaType.OTHER : MediaType.of(body.getContentType());
        int max = transport.limits().sizes().maxEventBytes();
        try {
            if (type == MediaType.EVENT_STREAM && answer.getCode() / 100 == 2) {
                var events = new SseReader(body.getContent(), max, max, arrival::holds);
                for (var event = events.next(); event.isPresent(); event = events.next()) {
                    if (event.get().isMessage()) {
                        take(event.get().data(), subscription);
                    }
                }
            } else if (type == MediaType.JSON) {
                take(body.getContent().readNBytes(MAX_REFUSAL), subscription);
            } else {
                throw new UpstreamException.HttpStatus(answer.getCode());
            }
        } catch (ProtocolException | JsonProblem _) {
            throw new UpstreamException("the server's stream of changes is not JSON-RPC");
        }
        return true;
    }

    private void take(byte[] message, ListenSubscription subscription) {
        subscription.heard(MessageDecoder.decode(message, transport.limits().json()));
    }
}
