package io.nexusmcp.dataplane;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Mount;
import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.pipeline.CallHandler;
import io.nexusmcp.core.pipeline.ClientStream;
import io.nexusmcp.core.pipeline.OpenConnection;
import io.nexusmcp.core.pipeline.Reply;
import io.nexusmcp.dataplane.conversation.Conversation;
import io.nexusmcp.dataplane.conversation.Conversations;
import io.nexusmcp.dataplane.conversation.Ending;
import io.nexusmcp.protocol.ClientMessage;
import io.nexusmcp.protocol.ConnectionDecoder;
import io.nexusmcp.protocol.Headers;
import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.sse.SseText;
import io.nexusmcp.web.BodyReader;
import io.nexusmcp.web.HeaderView;
import io.nexusmcp.web.Visit;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;

/**
 * HTTP+SSE of revision 2024-11-05: a GET stream on which everything is answered, and POSTs to the address it names
 * first. The address holds a random id, which is no credential: every POST is authenticated, and only the caller whose
 * stream it is can post.
 */
final class SseConnections {
    private static final String QUERY = "sessionId=";
    private static final int ID_BYTES = 16;

    private final Supplier<CallHandler> calls;
    private final Conversations conversations;
    private final InstantSource clock;
    private final BooleanSupplier isOffered;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Open> open = new ConcurrentHashMap<>();

    /** @param isOffered whether clients may have streams, as configured now */
    SseConnections(
            Supplier<CallHandler> calls, Conversations conversations, InstantSource clock, BooleanSupplier isOffered) {
        this.calls = calls;
        this.conversations = conversations;
        this.clock = clock;
        this.isOffered = isOffered;
    }

    private record Open(Mount mount, Conversation conversation) {}

    /** Opens a stream, if its caller may have one. */
    void connect(ConnectionRoute route, Visit visit, OpenAnswer answer) {
        var headers = headers(visit);
        var inbound = new Inbound(
                Inbound.Verb.CONNECT,
                route.mount(),
                headers,
                visit.peer(),
                () -> new byte[0],
                clock.instant(),
                visit.traceId());
        switch (visit.door().calls().handle(inbound, ClientStream.NONE)) {
            case Reply.Connected(var right) ->
                open(route, new Conversation.Client(route.mount(), headers, visit.peer()), right, answer);
            case Reply.Json json -> answer.finish(json.status(), json.body(), json.headers());
            case Reply.Empty _, Reply.Listen _ -> throw new IllegalStateException("not the answer to CONNECT");
        }
    }

    private void open(ConnectionRoute route, Conversation.Client client, OpenConnection right, OpenAnswer answer) {
        var outlet = new StreamOutlet(answer, isOffered);
        var conversation = new Conversation(client, calls, clock, ConnectionDecoder.ofLegacy(), right, outlet);
        var id = newId();
        open.put(id, new Open(route.mount(), conversation));
        answer.onGone(() -> outlet.end(Ending.UNRESPONSIVE));
        answer.onEnd(() -> {
            open.remove(id);
            conversation.close();
            conversations.remove(conversation);
        });
        var address = route.sibling(ConnectionRoute.Target.MESSAGE) + "?" + QUERY + id;
        answer.open(Map.of(), SseText.named("endpoint", address));
        conversations.add(conversation);
    }

    private String newId() {
        var bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * Takes a message for an open stream on a thread of its own, since the request is answered as soon as it is known
     * what the message says, and its connection is needed for the next one.
     */
    void post(ConnectionRoute route, Visit visit, BodyReader body, OpenAnswer answer) {
        // what is accepted needs its memory until it is answered on the stream
        var release = body.hold();
        Thread.ofVirtual().name("post").start(() -> {
            try {
                take(route, visit, body, answer);
            } finally {
                release.run();
            }
        });
    }

    private void take(ConnectionRoute route, Visit visit, Inbound.Body body, OpenAnswer answer) {
        var isAccepted = new AtomicBoolean();
        var refusal = connection(route, visit)
                .map(found -> {
                    var post = new Conversation.Post(headers(visit), visit.peer(), body, visit.traceId());
                    return found.conversation().post(post, () -> {
                        isAccepted.set(true);
                        answer.finish(HttpStatus.ACCEPTED_202, Map.of());
                    });
                })
                .orElseGet(() -> unknown(route, visit));
        if (refusal.isPresent()) {
            var json = refusal.get();
            answer.finish(json.status(), json.body(), json.headers());
        } else if (!isAccepted.get()) {
            answer.finish(HttpStatus.NOT_FOUND_404, Map.of());
        }
    }

    private Optional<Open> connection(ConnectionRoute route, Visit visit) {
        var query = visit.getHttpURI().getQuery();
        return query != null && query.startsWith(QUERY)
                ? Optional.ofNullable(open.get(query.substring(QUERY.length())))
                        .filter(found -> found.mount().equals(route.mount()))
                : Optional.empty();
    }

    /** Who posts to a stream that is not there is asked for a credential first, like everybody else. */
    private Optional<Reply.Json> unknown(ConnectionRoute route, Visit visit) {
        var inbound = new Inbound(
                Inbound.Verb.POST,
                route.mount(),
                headers(visit),
                visit.peer(),
                new Nowhere(),
                clock.instant(),
                visit.traceId());
        return visit.door().calls().handle(inbound, ClientStream.NONE) instanceof Reply.Json json
                ? Optional.of(json)
                : Optional.empty();
    }

    /** A body that nobody is there to read. */
    private static final class Nowhere implements Inbound.Body {
        @Override
        public byte[] read() {
            return new byte[0];
        }

        @Override
        public ClientMessage decode(Headers headers, JsonLimits limits) {
            throw new Refused(new Refusal.UnknownSession());
        }
    }

    /** A copy, since it outlives the request. */
    private static Headers headers(Visit visit) {
        return new HeaderView(HttpFields.build(visit.getHeaders()).asImmutable());
    }
}
