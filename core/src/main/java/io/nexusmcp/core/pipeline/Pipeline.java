package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.audit.Audit;
import io.nexusmcp.core.audit.AuditEntry;
import io.nexusmcp.core.catalog.Catalogs;
import io.nexusmcp.core.limit.Allowance;
import io.nexusmcp.core.limit.Quota;
import io.nexusmcp.core.route.ResourceWatches;
import io.nexusmcp.core.route.Upstreams;
import io.nexusmcp.core.schema.Schemas;
import io.nexusmcp.core.session.Session;
import io.nexusmcp.core.task.Tasks;
import io.nexusmcp.protocol.ClientMessage;
import io.nexusmcp.protocol.Era;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.FrontDecoder;
import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.Negotiation;
import io.nexusmcp.protocol.ProtocolError;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.RequestId;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonProblem;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a request, from the wire to the server and back. Every channel comes through here; there is no second
 * path. Whatever happens, exactly one audit event is written for it before the answer leaves.
 */
public final class Pipeline {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
    private static final int MAX_BATCH = 50;
    private static final String BATCH_RULE = "the answers to the batch are too large together";
    private static final String SESSION_HEADER = "Mcp-Session-Id";

    private final Audit audit;
    private final Catalogs catalogs;
    private final ResumableStreams streams;
    private final Feeds feeds;
    private final InFlight inFlight = new InFlight();
    private final PostedAnswers posted;
    private final Methods methods;

    public Pipeline(
            Audit audit,
            Catalogs catalogs,
            ResumableStreams streams,
            Feeds feeds,
            Schemas schemas,
            Upstreams upstreams,
            QuestionBook questions,
            WatchRules watches,
            Tasks tasks) {
        this.audit = audit;
        this.catalogs = catalogs;
        this.streams = streams;
        this.feeds = feeds;
        this.posted = questions.posted();
        var desk = new TaskDesk(tasks, new AnswerFilter(schemas));
        var tasksAsked = new TaskMethods(
                desk, upstreams, questions, new TaskMethods.Waiting(inFlight, feeds.pages(), this::again));
        this.methods = new Methods(
                new Calls(schemas, new Dialogue(upstreams, inFlight, questions, feeds.pages()), desk),
                new Subscriptions(watches.watches(), feeds, watches.limit(), new TaskLooks(audit, desk, tasksAsked)),
                tasksAsked);
    }

    /**
     * How clients watch resources, and their tasks.
     *
     * @param limit how many, asked for whenever one more is wanted
     */
    public record WatchRules(ResourceWatches watches, Supplier<Quota> limit) {}

    /**
     * Answers one HTTP request, or one message of another channel.
     *
     * @param rules the configuration that was in force as it came in
     */
    public Reply handle(Inbound inbound, Rules rules, ClientStream stream) {
        var asker = new Asker(inbound);
        return recorded(inbound, rules, asker, entry -> {
            var caller = entry.calledBy(rules.identity().authenticate(inbound.headers(), inbound.peer()));
            var catalog = catalogs.current().limitedTo(rules.servers());
            var context = new Context(inbound, caller, rules, catalog, stream);
            requireEndpoint(context);
            return switch (inbound.verb()) {
                case POST -> receive(context, asker, entry);
                case GET -> listen(context, entry);
                case DELETE -> endSession(context, entry);
                case CONNECT -> connect(context, entry);
            };
        });
    }

    /** A request that lasts, under the rules that are in force by now. */
    private Asked again(Asked asked) {
        var now = Context.again(
                asked.context().inbound(),
                asked.caller().id(),
                asked.session(),
                streams.rulesInForce().get(),
                catalogs.current());
        return new Asked(now, asked.revision(), asked.session(), asked.request());
    }

    private Reply receive(Context context, Asker asker, AuditEntry entry) {
        requireJson(context.inbound());
        requireOwner(context);
        var message = context.inbound()
                .body()
                .decode(context.inbound().headers(), context.rules().json());
        asker.speaks(message.era());
        return switch (message.message()) {
            case Message.Request request -> answer(kept(asked(context, message, request), entry), asker, entry);
            case Message.Notification notification -> notified(context, message, notification, entry);
            case Message.Result answer -> answered(context, message, answer, entry);
            case Message.Failure answer -> answered(context, message, answer, entry);
            case Message.Batch batch -> batch(context, message, batch, entry);
        };
    }

    private Asked kept(Asked asked, AuditEntry entry) {
        asked.session().ifPresent(session -> streams.keep(asked.context(), session, asked.id(), entry));
        return asked;
    }

    /** One request: whatever can say no says it before a server hears of the request. */
    private Reply answer(Asked asked, Asker asker, AuditEntry entry) {
        asker.asks(asked);
        named(entry, asked.method());
        var allowance = admit(asked.context());
        asked.context().stream().announce(Replies.headers(allowance));
        try (var _ = asked.context()
                .rules()
                .calls()
                .enter(asked.caller().id())
                .orElseThrow(() -> tooManyAtOnce(asked.context().rules()))) {
            return Replies.withAllowance(methods.serve(asked, entry), allowance);
        }
    }

    private Reply notified(
            Context context, ClientMessage message, Message.Notification notification, AuditEntry entry) {
        named(entry, notification.method());
        admit(context);
        var cancelled = notification.method().equals("notifications/cancelled")
                ? cancelled(notification)
                : Optional.<RequestId>empty();
        if (message.era() == Era.LEGACY) {
            var session = session(context, message);
            cancelled.ifPresent(id -> inFlight.cancel(session, id));
        }
        return new Reply.Empty(202, Map.of());
    }

    /** Nothing where it names no request: a client may mean a task, which is cancelled otherwise. */
    private static Optional<RequestId> cancelled(Message.Notification notification) {
        try {
            return notification.params().get("requestId").map(RequestId::of);
        } catch (JsonProblem problem) {
            throw ProtocolException.of(400, ErrorCode.INVALID_PARAMS, "params.requestId: " + problem.rule());
        }
    }

    /** An answer to nothing that is open in its session is dropped: it may just have come too late. */
    private Reply answered(Context context, ClientMessage message, Message answer, AuditEntry entry) {
        named(entry, "response");
        admit(context);
        posted.answered(session(context, message), answer);
        return new Reply.Empty(202, Map.of());
    }

    /** Only revision 2025-03-26 has batches; each element is judged and audited as if it had come alone. */
    private Reply batch(Context context, ClientMessage message, Message.Batch batch, AuditEntry entry) {
        named(entry, "batch");
        if (session(context, message).revision() != Revision.V2025_03_26) {
            throw malformed("a batch belongs to revision 2025-03-26 only");
        }
        if (batch.messages().size() > MAX_BATCH) {
            throw malformed("a batch has at most " + MAX_BATCH + " messages");
        }
        var answers = new StringJoiner(",", "[", "]").setEmptyValue("");
        long room = context.rules().maxAnswerBytes();
        for (var element : batch.messages()) {
            if (element(context, message, element, room) instanceof Reply.Json answer) {
                room -= answer.body().length();
                answers.add(answer.body().text());
            }
        }
        return answers.length() == 0
                ? new Reply.Empty(202, Map.of())
                : new Reply.Json(200, JsonSlice.trusted(answers.toString()), Map.of());
    }

    private Reply element(Context context, ClientMessage message, Message element, long room) {
        var asker = new Asker(context.inbound());
        return recorded(context.inbound(), context.rules(), asker, entry -> {
            entry.calledBy(context.caller());
            return switch (element) {
                case Message.Request request -> batched(asked(context, message, request), asker, entry, room);
                case Message.Notification notification -> notified(context, message, notification, entry);
                case Message.Result answer -> answered(context, message, answer, entry);
                case Message.Failure answer -> answered(context, message, answer, entry);
                case Message.Batch _ -> throw malformed("a batch inside a batch");
            };
        });
    }

    /** Once the answers together are as large as one may be, nothing is asked of a server any more. */
    private Reply batched(Asked asked, Asker asker, AuditEntry entry, long room) {
        if (room <= 0) {
            asker.asks(asked);
            named(entry, asked.method());
            throw new Refused(new Refusal.Withheld(BATCH_RULE));
        }
        var reply = answer(asked, asker, entry);
        if (reply instanceof Reply.Json answer && answer.body().length() > room) {
            throw new Refused(new Refusal.Withheld(BATCH_RULE));
        }
        return reply;
    }

    private Reply listen(Context context, AuditEntry entry) {
        named(entry, "GET");
        admit(context);
        return streams.listen(context, openSession(context), entry);
    }

    private Reply endSession(Context context, AuditEntry entry) {
        named(entry, "DELETE");
        boolean isEndOfConnection = context.inbound().body().owner().isPresent();
        if (!isEndOfConnection) {
            // that comes once for each, and frees what the connection held
            admit(context);
        }
        var session = openSession(context);
        context.rules().sessions().end(session);
        streams.forget(session);
        feeds.ended(session);
        return new Reply.Empty(204, Map.of());
    }

    private Reply connect(Context context, AuditEntry entry) {
        named(entry, "CONNECT");
        admit(context);
        return new Reply.Connected(OpenConnection.of(context, streams.rulesInForce()));
    }

    /** To all but its owner a connection does not exist. */
    private static void requireOwner(Context context) {
        if (context.inbound()
                .body()
                .owner()
                .filter(owner -> !owner.equals(context.caller().id()))
                .isPresent()) {
            throw new Refused(new Refusal.UnknownSession());
        }
    }

    private static Session openSession(Context context) {
        FrontDecoder.requireLegacy(context.inbound().headers());
        var id = context.inbound().headers().only(SESSION_HEADER).orElseThrow(Pipeline::noSession);
        return context.rules()
                .sessions()
                .open(id, context.caller(), context.inbound().mount());
    }

    private static Asked asked(Context context, ClientMessage message, Message.Request request) {
        if (message.era() == Era.MODERN) {
            return new Asked(context, Revision.V2026_07_28, Optional.empty(), request);
        }
        if (request.method().equals("initialize")
                || request.method().equals("ping") && message.session().isEmpty()) {
            return new Asked(context, message.version().orElse(Revision.V2025_03_26), Optional.empty(), request);
        }
        var session = session(context, message);
        return new Asked(context, session.revision(), Optional.of(session), request);
    }

    private static Session session(Context context, ClientMessage message) {
        var id = message.session().orElseThrow(Pipeline::noSession);
        return context.rules()
                .sessions()
                .open(id, context.caller(), context.inbound().mount());
    }

    /** A server the caller could be granted nothing on does not exist for it. */
    static void requireEndpoint(Context context) {
        context.inbound().mount().server().ifPresent(server -> {
            var known = context.catalog().server(server).filter(found -> !found.isSwitchedOff());
            if (known.isEmpty() || !context.rules().policy().mayEnter(context.caller(), server)) {
                throw new Refused(new Refusal.Unknown("endpoint", "no such server for this caller"));
            }
        });
    }

    /** Also keeps browsers from posting without asking first: a form cannot send this type (ASVS V3.5.2). */
    private static void requireJson(Inbound inbound) {
        if (!Negotiation.isJson(inbound.headers())) {
            throw new Refused(
                    new Refusal.Malformed(ProtocolError.of(415, 415, "The body must be application/json in UTF-8")));
        }
    }

    private static void named(AuditEntry entry, String operation) {
        entry.asked(operation, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Allowance admit(Context context) {
        var allowance = context.rules().callerLimit().take(context.caller().id());
        if (!allowance.isGranted()) {
            throw new Refused(new Refusal.RateLimited("caller", allowance.limit(), allowance.retryAfter()));
        }
        return allowance;
    }

    private static Refused tooManyAtOnce(Rules rules) {
        return new Refused(new Refusal.TooManyAtOnce(rules.calls().maxPerKey()));
    }

    private static Refused malformed(String message) {
        return new Refused(new Refusal.Malformed(ProtocolError.of(400, ErrorCode.INVALID_REQUEST, message)));
    }

    private static Refused noSession() {
        return new Refused(new Refusal.Malformed(
                ProtocolError.of(400, ErrorCode.BAD_SESSION, "Bad Request: a session id is required")));
    }

    /**
     * The one place where a refusal or a fault becomes an answer. The event is written before this returns; if it
     * cannot be, the answer is withheld.
     */
    private Reply recorded(Inbound inbound, Rules rules, Asker asker, Function<AuditEntry, Reply> life) {
        try (var entry = audit.open(inbound)) {
            entry.withPolicy(rules.version());
            try {
                var reply = life.apply(entry);
                entry.allowed();
                if (reply instanceof Reply.Listen(var feed, var _)) {
                    written(entry, feed);
                }
                return reply;
            } catch (Refused refused) {
                entry.denied(refused.refusal());
                explain(inbound, refused.refusal());
                return Replies.to(refused.refusal(), asker);
            } catch (ProtocolException malformed) {
                var refusal = new Refusal.Malformed(malformed.error());
                entry.denied(refusal);
                return Replies.to(refusal, asker);
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError fault) {
                LOG.error("incident {}: a stage failed", inbound.traceId(), fault);
                return Replies.incident(asker);
            }
        } catch (Refused unrecorded) {
            return Replies.to(unrecorded.refusal(), asker);
        }
    }

    /** A stream that nobody recorded is not opened, and holds nothing. */
    private static void written(AuditEntry entry, NotificationFeed feed) {
        try {
            entry.close();
        } catch (Refused unrecorded) {
            feed.close();
            throw unrecorded;
        }
    }

    /** The caller is told an incident and no cause, so the log has to know it. */
    private static void explain(Inbound inbound, Refusal refusal) {
        if (refusal instanceof Refusal.UpstreamFailed(var server, var why)) {
            LOG.warn("incident {}: {} failed: {}", inbound.traceId(), server, why);
        }
    }
}
