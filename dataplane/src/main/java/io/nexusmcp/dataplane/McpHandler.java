package io.nexusmcp.dataplane;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Mount;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.pipeline.CallHandler;
import io.nexusmcp.core.pipeline.Reply;
import io.nexusmcp.dataplane.conversation.Conversations;
import io.nexusmcp.dataplane.websocket.WebSocketConnections;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.web.BodyBudget;
import io.nexusmcp.web.BodyReader;
import io.nexusmcp.web.Door;
import io.nexusmcp.web.HeaderView;
import io.nexusmcp.web.PlainAnswer;
import io.nexusmcp.web.RefusedRequests;
import io.nexusmcp.web.Visit;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.Graceful;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The MCP endpoints of every era over HTTP: {@code /mcp} and {@code /mcp/s/{server}}, and the two health answers that
 * say nothing but yes or no. A path counts only as it is written here; every other spelling is unknown.
 */
public final class McpHandler extends Handler.Abstract implements Graceful {
    private static final Logger LOG = LoggerFactory.getLogger(McpHandler.class);
    private static final String FEDERATED = "/mcp";
    private static final String SINGLE = "/mcp/s/";
    private static final String LIVE = "/health/live";
    private static final String READY = "/health/ready";

    private final StreamSettings settings;
    private final BooleanSupplier isReady;
    private final RefusedRequests refused;
    private final InstantSource clock;
    private final BodyBudget budget = BodyBudget.ofHeap();
    private final OpenAnswers answers;
    private final ListenStreams streams;
    private final Conversations conversations = new Conversations();
    private final Supplier<ConnectionSettings> transports;
    private final SseConnections sse;
    private final WebSocketConnections sockets;
    private volatile boolean isShutdown;

    /**
     * @param doors the configuration in force, for messages on connections that outlive the one they came in under
     * @param transports what the configuration in force offers besides Streamable HTTP
     */
    public McpHandler(
            StreamSettings settings,
            BooleanSupplier isReady,
            RefusedRequests refused,
            InstantSource clock,
            Supplier<Door> doors,
            Supplier<ConnectionSettings> transports) {
        this.settings = settings;
        this.transports = transports;
        this.sse = new SseConnections(
                () -> doors.get().calls(),
                conversations,
                clock,
                () -> transports.get().sse());
        var offer = new WebSocketConnections.Offer(
                () -> transports.get().webSocket(), () -> transports.get().ping(), settings.writeTimeout());
        this.sockets = new WebSocketConnections(doors, conversations, clock, budget, offer, refused);
        this.isReady = isReady;
        this.refused = refused;
        this.clock = clock;
        this.answers = new OpenAnswers(settings);
        this.streams = new ListenStreams(settings);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var path = request.getHttpURI().getPath();
        if (path.equals(LIVE)) {
            return health(true, request, response, callback);
        }
        if (path.equals(READY)) {
            return health(isReady.getAsBoolean(), request, response, callback);
        }
        var route = ConnectionRoute.of(path).filter(this::isOffered);
        if (route.isPresent()) {
            return connect(route.get(), request, response, callback);
        }
        var mount = mount(path);
        if (mount == null) {
            return false;
        }
        var verb = verb(request.getMethod());
        if (verb == null) {
            return refuseMethod("GET, POST, DELETE", request, response, callback);
        }
        serve(verb, mount, request, response, callback);
        return true;
    }

    private boolean isOffered(ConnectionRoute route) {
        return switch (route.target()) {
            case STREAM, MESSAGE -> transports.get().sse();
            case WEB_SOCKET -> transports.get().webSocket();
        };
    }

    private boolean connect(ConnectionRoute route, Request request, Response response, Callback callback) {
        var method = route.target().method();
        if (!method.is(request.getMethod())) {
            return refuseMethod(method.asString(), request, response, callback);
        }
        var visit = Visit.of(request);
        if (route.target() == ConnectionRoute.Target.WEB_SOCKET) {
            sockets.connect(route.mount(), visit, response, callback);
            return true;
        }
        var body = new BodyReader(request, visit.door().limits().body(), budget);
        var client = new ClientTraits(true, false);
        var answer = new OpenAnswer(request, response, callback, body, client, settings, answers);
        answer.watch();
        switch (route.target()) {
            case STREAM -> sse.connect(route, visit, answer);
            case MESSAGE -> sse.post(route, visit, body, answer);
            case WEB_SOCKET -> throw new IllegalStateException("connected above");
        }
        return true;
    }

    private void serve(Inbound.Verb verb, Mount mount, Request request, Response response, Callback callback) {
        var visit = Visit.of(request);
        var headers = request.getHeaders();
        var body = new BodyReader(request, visit.door().limits().body(), budget);
        var answer = new OpenAnswer(request, response, callback, body, ClientTraits.of(headers), settings, answers);
        answer.watch();
        var inbound =
                new Inbound(verb, mount, new HeaderView(headers), visit.peer(), body, clock.instant(), visit.traceId());
        try {
            give(reply(visit.door().calls(), inbound, answer), answer);
        } catch (RuntimeException | Error fault) {
            // The connection ends with it; nothing is to be kept alive any more.
            answers.remove(answer);
            throw fault;
        }
    }

    private void give(Reply reply, OpenAnswer answer) {
        switch (reply) {
            case Reply.Json json -> answer.finish(json.status(), json.body(), json.headers());
            case Reply.Empty empty -> answer.finish(empty.status(), empty.headers());
            case Reply.Listen listen -> listen(listen, answer);
            case Reply.Connected _ -> throw new IllegalStateException("nothing asked for a connection");
        }
    }

    private void listen(Reply.Listen listen, OpenAnswer answer) {
        if (answer.canStream()) {
            streams.start(listen.feed(), listen.headers(), answer);
        } else {
            listen.feed().close();
            var status = HttpStatus.NOT_ACCEPTABLE_406;
            answer.finish(status, JsonSlice.trusted(PlainAnswer.errorBody(status)), Map.of());
        }
    }

    private static Reply reply(CallHandler calls, Inbound inbound, OpenAnswer answer) {
        try {
            return calls.handle(inbound, answer);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError fault) {
            LOG.error("incident {}: a request failed", inbound.traceId(), fault);
            var status = HttpStatus.INTERNAL_SERVER_ERROR_500;
            return new Reply.Json(
                    status,
                    JsonSlice.trusted(PlainAnswer.errorBody(status, " (incident " + inbound.traceId() + ")")),
                    Map.of());
        }
    }

    private boolean health(boolean isWell, Request request, Response response, Callback callback) {
        if (!HttpMethod.GET.is(request.getMethod())) {
            return refuseMethod("GET", request, response, callback);
        }
        int status = isWell ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503;
        PlainAnswer.json(request, response, callback, status, isWell ? "{\"status\":\"UP\"}" : "{\"status\":\"DOWN\"}");
        return true;
    }

    private boolean refuseMethod(String allowed, Request request, Response response, Callback callback) {
        var visit = Visit.of(request);
        refused.refused(visit.peer(), "method", HttpStatus.METHOD_NOT_ALLOWED_405, visit.traceId());
        response.getHeaders().put(HttpHeader.ALLOW, allowed);
        PlainAnswer.error(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
        return true;
    }

    private static @Nullable Mount mount(String path) {
        if (path.equals(FEDERATED)) {
            return Mount.FEDERATED;
        }
        if (!path.startsWith(SINGLE)) {
            return null;
        }
        var name = path.substring(SINGLE.length());
        return ServerName.isValid(name) ? Mount.of(new ServerName(name)) : null;
    }

    private static Inbound.@Nullable Verb verb(String method) {
        return switch (method) {
            case "POST" -> Inbound.Verb.POST;
            case "GET" -> Inbound.Verb.GET;
            case "DELETE" -> Inbound.Verb.DELETE;
            default -> null;
        };
    }

    /** Ends the GET streams, and connections when their calls have finished; other calls finish by themselves. */
    @Override
    public CompletableFuture<Void> shutdown() {
        isShutdown = true;
        streams.end();
        var drained = new CompletableFuture<Void>();
        Thread.ofVirtual().name("drain").start(() -> {
            conversations.drain();
            drained.complete(null);
        });
        return drained;
    }

    @Override
    public boolean isShutdown() {
        return isShutdown;
    }

    /** Connections that clients keep open for messages in both directions. */
    public int connections() {
        return conversations.count();
    }

    /** Requests that have no complete answer yet, open streams among them. */
    public int open() {
        return answers.count();
    }

    @Override
    protected void doStart() throws Exception {
        addManaged(sockets.prepare(getServer()));
        answers.start();
        conversations.start();
        super.doStart();
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        answers.close();
        conversations.close();
    }
}
