package io.nexusmcp.dataplane.websocket;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Mount;
import io.nexusmcp.core.pipeline.ClientStream;
import io.nexusmcp.core.pipeline.OpenConnection;
import io.nexusmcp.core.pipeline.Reply;
import io.nexusmcp.dataplane.conversation.Conversation;
import io.nexusmcp.dataplane.conversation.Conversations;
import io.nexusmcp.protocol.ConnectionDecoder;
import io.nexusmcp.web.BodyBudget;
import io.nexusmcp.web.Door;
import io.nexusmcp.web.HeaderView;
import io.nexusmcp.web.PlainAnswer;
import io.nexusmcp.web.RefusedRequests;
import io.nexusmcp.web.Visit;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.common.SessionTracker;
import org.eclipse.jetty.websocket.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/**
 * The WebSocket front. The caller is known before the connection is: by the credential in the headers of the upgrade,
 * and in no other way.
 */
public final class WebSocketConnections {
    private static final String SUBPROTOCOL = "mcp";

    private final Supplier<Door> doors;
    private final Conversations conversations;
    private final InstantSource clock;
    private final BodyBudget budget;
    private final Offer offer;
    private final RefusedRequests refused;
    private Optional<ServerWebSocketContainer> container = Optional.empty();

    /**
     * @param doors the configuration in force
     * @param budget that all messages share with all bodies
     */
    public WebSocketConnections(
            Supplier<Door> doors,
            Conversations conversations,
            InstantSource clock,
            BodyBudget budget,
            Offer offer,
            RefusedRequests refused) {
        this.doors = doors;
        this.conversations = conversations;
        this.clock = clock;
        this.budget = budget;
        this.offer = offer;
        this.refused = refused;
    }

    /**
     * What clients are offered, as configured now.
     *
     * @param isOpen whether they may have a WebSocket at all
     * @param ping between pings; two without a sign of life are the end
     * @param write how long a client may take to read one message
     */
    public record Offer(BooleanSupplier isOpen, Supplier<Duration> ping, Duration write) {}

    /** Makes the part of Jetty that upgrades; its caller starts and stops it. */
    public ServerWebSocketContainer prepare(Server server) {
        var made = ServerWebSocketContainer.ensure(server);
        // it would end connections at once when the hub stops, with calls under way
        made.getBeans(SessionTracker.class).forEach(made::removeSessionListener);
        container = Optional.of(made);
        return made;
    }

    /** Turns a request into a connection, if its caller may have one. */
    public void connect(Mount mount, Visit visit, Response response, Callback callback) {
        if (!isUpgrade(visit)) {
            refused.refused(visit.peer(), "upgrade", HttpStatus.BAD_REQUEST_400, visit.traceId());
            PlainAnswer.error(visit, response, callback, HttpStatus.BAD_REQUEST_400);
            return;
        }
        var headers = new HeaderView(HttpFields.build(visit.getHeaders()).asImmutable());
        var client = new Conversation.Client(mount, headers, visit.peer());
        var inbound = new Inbound(
                Inbound.Verb.CONNECT,
                mount,
                headers,
                visit.peer(),
                () -> new byte[0],
                clock.instant(),
                visit.traceId());
        switch (visit.door().calls().handle(inbound, ClientStream.NONE)) {
            case Reply.Connected(var right) -> upgrade(client, right, visit, response, callback);
            case Reply.Json json -> {
                json.headers().forEach(response.getHeaders()::put);
                PlainAnswer.json(
                        visit, response, callback, json.status(), json.body().text());
            }
            case Reply.Empty _, Reply.Listen _ -> throw new IllegalStateException("not the answer to CONNECT");
        }
    }

    /** A client that does not say that it speaks MCP may mean something else by what it sends. */
    private static boolean isUpgrade(Visit visit) {
        var headers = visit.getHeaders();
        return headers.contains(HttpHeader.UPGRADE, "websocket")
                && headers.getCSV(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL, false).contains(SUBPROTOCOL);
    }

    private void upgrade(
            Conversation.Client client, OpenConnection right, Visit visit, Response response, Callback callback) {
        var peer = new WebSocketPeer(terms(visit));
        var conversation =
                new Conversation(client, () -> doors.get().calls(), clock, ConnectionDecoder.ofAnyEra(), right, peer);
        peer.serves(conversation);
        conversations.add(conversation);
        boolean isUpgraded = false;
        try {
            isUpgraded = container
                    .orElseThrow(() -> new IllegalStateException("not prepared"))
                    .upgrade((_, answer, _) -> accepted(answer, peer), visit, response, callback);
            if (!isUpgraded) {
                PlainAnswer.error(visit, response, callback, HttpStatus.BAD_REQUEST_400);
            }
        } finally {
            if (!isUpgraded) {
                over(conversation);
            }
        }
    }

    /** Compressed messages would hide their size from those who bound it. */
    private static WebSocketPeer accepted(ServerUpgradeResponse answer, WebSocketPeer peer) {
        answer.setAcceptedSubProtocol(SUBPROTOCOL);
        answer.setExtensions(List.of());
        return peer;
    }

    private Terms terms(Visit visit) {
        return new Terms(
                () -> doors.get().limits().body(),
                () -> doors.get().admit(visit.peer()),
                budget,
                offer,
                (reason, status) -> refused.refused(visit.peer(), reason, status, visit.traceId()),
                this::over);
    }

    private void over(Conversation conversation) {
        conversations.remove(conversation);
        conversation.close();
    }
}
