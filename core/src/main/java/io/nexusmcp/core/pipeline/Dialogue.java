package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.CanonicalJson;
import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.audit.AuditEntry;
import io.nexusmcp.core.audit.AuditEvent.Outcome;
import io.nexusmcp.core.catalog.Offer;
import io.nexusmcp.core.catalog.ServerEntry;
import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.core.policy.Permitted;
import io.nexusmcp.core.policy.ServerCall;
import io.nexusmcp.core.route.Resumption;
import io.nexusmcp.core.route.Route;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.core.route.Upstreams;
import io.nexusmcp.core.session.RequestStates;
import io.nexusmcp.core.session.RequestStates.State;
import io.nexusmcp.core.session.Session;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.Era;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.InputRequired;
import io.nexusmcp.protocol.ModernMeta;
import io.nexusmcp.protocol.ProtocolError;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.QuestionBridge;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Carries a permitted call to its server and back with the questions in between, each client in the way its era has
 * for them: on the stream of its one request, or in further requests.
 */
final class Dialogue {
    private final Upstreams upstreams;
    private final InFlight inFlight;
    private final QuestionBook questions;
    private final SentPages pages;

    Dialogue(Upstreams upstreams, InFlight inFlight, QuestionBook questions, SentPages pages) {
        this.upstreams = upstreams;
        this.inFlight = inFlight;
        this.questions = questions;
        this.pages = pages;
    }

    /** How a call, or this round of it, ended. */
    sealed interface Turn {
        record Answered(UpstreamReply reply) implements Turn {}

        /** The client has to come again with what is asked. */
        record Input(InputRequired required) implements Turn {}
    }

    /**
     * One call on its way.
     *
     * @param server the revision the server speaks, as far as known
     */
    record Call(
            Asked asked,
            Permitted<ServerCall> permitted,
            Revision server,
            ServerSpec.Exemption exemption,
            TaskWish wish,
            AuditEntry entry) {
        static Call of(
                Asked asked,
                Permitted<ServerCall> permitted,
                ServerSpec.Exemption exemption,
                TaskWish wish,
                AuditEntry entry) {
            var server = asked.catalog()
                    .server(permitted.call().server())
                    .flatMap(ServerEntry::offer)
                    .map(Offer::revision)
                    .orElse(Revision.NEWEST);
            return new Call(asked, permitted, server, exemption, wish, entry);
        }

        ServerCall target() {
            return permitted.call();
        }

        Route route() {
            return asked.routeTo(target().server());
        }

        /** What the client can be asked during this call. */
        ClientAbilities declared() {
            return asked.isModern() && !mayRequireInput() ? ClientAbilities.NONE : asked.abilities();
        }

        boolean mayRequireInput() {
            return InputRequired.isPossible(asked.method());
        }

        Questioner.Terms terms(ClientAbilities abilities) {
            return new Questioner.Terms(asked.rules(), abilities, asked.revision(), server, exemption);
        }
    }

    Turn hold(Call call) {
        long start = System.nanoTime();
        try {
            var turn = call.asked().isModern() ? inRounds(call) : inOneRequest(call);
            return turn instanceof Turn.Answered(UpstreamReply.Failure failure) && PagesRequired.is(failure)
                    ? new PagesRequired(call, pages).turn(failure)
                    : turn;
        } finally {
            call.entry().upstreamTook(System.nanoTime() - start);
        }
    }

    private Turn inOneRequest(Call call) {
        var asked = call.asked();
        var meta = ModernMeta.of(asked.params());
        var level = asked.session().flatMap(asked.rules().sessions()::logLevel);
        var exchange = new OpenExchange(
                new ClientSide(asked.context().stream(), meta.progressToken(), level),
                asked.rules().redactor(),
                false);
        // over HTTP leaving is not cancelling; a connection that is lost takes its session and its answers with it
        asked.context().stream().onDisconnect(exchange::cancel);
        var session = asked.session();
        session.ifPresent(open -> {
            exchange.asksThrough(questioner(call, open, exchange));
            inFlight.opened(open, asked.id(), exchange);
        });
        try {
            var rounds = new InputRounds(exchange, call.target().server(), questions.maxRounds());
            var reply = rounds.complete(() -> send(call, exchange));
            return new Turn.Answered(reply);
        } finally {
            exchange.answered();
            session.ifPresent(open -> inFlight.closed(open, asked.id(), exchange));
        }
    }

    private Questioner questioner(Call call, Session session, OpenExchange exchange) {
        var asked = call.asked();
        boolean canHear = asked.context().stream().canStream();
        return new Questioner(
                call.terms(canHear ? session.abilities() : ClientAbilities.NONE),
                call.entry(),
                questions.posted().channel(session, asked.caller().id(), exchange),
                page -> pages.sent(asked.context(), session, call.target().server(), page));
    }

    private UpstreamReply send(Call call, OpenExchange exchange) {
        return switch (call.wish()) {
            case TaskWish.None _ -> upstreams.send(call.route(), call.permitted(), exchange);
            case TaskWish.Driven _ -> new DrivenTask(upstreams, call, exchange).complete();
            case TaskWish.Wanted _ -> {
                exchange.mayBecomeTask();
                yield upstreams.send(call.route(), call.permitted(), exchange);
            }
        };
    }

    private Turn inRounds(Call call) {
        var meta = ModernMeta.of(call.asked().params());
        var client = new ClientSide(call.asked().context().stream(), meta.progressToken(), meta.logLevel());
        var declared = call.declared();
        var state = state(call);
        if (state.isPresent() && state.get() instanceof State.Parked parked) {
            return goOn(call, parked, client);
        }
        return call.server().era() == Era.LEGACY && !declared.isEmpty()
                ? park(call, declared, client)
                : relay(call, declared, client, state);
    }

    /** What an earlier round of this very request sealed; {@link Refused} for any other. */
    private Optional<State> state(Call call) {
        var given = call.asked().params().get(InputRequired.STATE);
        if (given.isEmpty() || !call.mayRequireInput()) {
            return Optional.empty();
        }
        var sealed = given.filter(JsonSlice::isString)
                .map(JsonSlice::asString)
                .orElseThrow(() -> new ProtocolException(
                        ProtocolError.of(200, ErrorCode.INVALID_PARAMS, "requestState must be a string")));
        return Optional.of(
                call.asked().rules().states().open(sealed, binding(call)).orElseThrow(Dialogue::expired));
    }

    private static RequestStates.Binding binding(Call call) {
        var params = call.asked().params();
        var request = JsonObject.EMPTY.edit().set("method", call.asked().method());
        for (var name : new String[] {"name", "uri", "arguments"}) {
            params.get(name).ifPresent(value -> request.set(name, value));
        }
        return new RequestStates.Binding(
                call.asked().caller().id(),
                call.asked().mount(),
                call.target().server(),
                CanonicalJson.sha256Hex(request.slice()));
    }

    private Turn park(Call call, ClientAbilities declared, ClientSide client) {
        var exchange = new OpenExchange(client, call.asked().rules().redactor(), true);
        var parked = questions.parked().create(call.asked().caller().id(), exchange);
        var questioner = new Questioner(call.terms(declared), call.entry(), parked, _ -> "");
        exchange.asksThrough(questioner);
        parked.start(() -> needed(send(call, exchange), questioner));
        return turn(call, parked, parked.join(0, Map.of(), client));
    }

    /** A server that failed after it could not ask says what the client would have to declare. */
    private static UpstreamReply needed(UpstreamReply reply, Questioner questioner) {
        var lacking = questioner.lacking();
        return reply instanceof UpstreamReply.Failure && lacking.isPresent() ? missing(lacking.get()) : reply;
    }

    private static UpstreamReply missing(JsonSlice capabilities) {
        var data = JsonObject.EMPTY
                .edit()
                .set("requiredCapabilities", capabilities)
                .object();
        var error = JsonObject.EMPTY
                .edit()
                .set("message", "The client lacks a capability")
                .set("data", data)
                .object();
        return new UpstreamReply.Failure(Revision.NEWEST, ErrorCode.MISSING_CLIENT_CAPABILITY, error);
    }

    private Turn goOn(Call call, State.Parked state, ClientSide client) {
        var answers = InputRequired.responses(call.asked().params());
        var parked = questions
                .parked()
                .find(state.call(), call.asked().caller().id())
                .filter(_ -> state.node().equals(questions.parked().node()))
                .orElseThrow(Dialogue::expired);
        return turn(call, parked, parked.join(state.round(), answers, client));
    }

    private Turn turn(Call call, ParkedCall parked, ParkedCall.End end) {
        return switch (end) {
            case ParkedCall.End.Answered(var reply) -> new Turn.Answered(reply);
            case ParkedCall.End.Failed(var why) -> throw why;
            case ParkedCall.End.Asking(var round, var asking) -> {
                var state = new State.Parked(questions.parked().node(), parked.id(), round);
                yield new Turn.Input(new InputRequired(asking, Optional.of(seal(state, call))));
            }
        };
    }

    private String seal(State state, Call call) {
        return call.asked().rules().states().seal(state, binding(call), questions.expiry());
    }

    /** A modern server asks by itself, through the hub but with nothing kept on the way. */
    private Turn relay(Call call, ClientAbilities declared, ClientSide client, Optional<State> state) {
        var exchange = new OpenExchange(client, call.asked().rules().redactor(), true);
        exchange.declares(declared);
        resumption(call, state).ifPresent(exchange::resumesWith);
        client.stream().onDisconnect(exchange::cancel);
        try {
            var reply = send(call, exchange);
            return reply instanceof UpstreamReply.Result result
                            && call.mayRequireInput()
                            && InputRequired.is(result.result())
                    ? new Turn.Input(relayed(call, declared, result.result()))
                    : new Turn.Answered(reply);
        } finally {
            exchange.answered();
        }
    }

    private Optional<Resumption> resumption(Call call, Optional<State> state) {
        var responses =
                call.mayRequireInput() ? InputRequired.responses(call.asked().params()) : Map.<String, JsonObject>of();
        if (responses.isEmpty() && state.isEmpty()) {
            return Optional.empty();
        }
        var rules = call.asked().rules();
        var checked = new LinkedHashMap<String, JsonObject>();
        responses.forEach((key, response) -> {
            rules.arguments().checkAnswer(response, call.exemption());
            checked.put(key, rules.redactor().filter(response));
            call.entry().question("inputResponses", Outcome.ALLOWED, "question_answered", Optional.empty());
        });
        var own = state.flatMap(
                carried -> carried instanceof State.Relayed(var text) ? Optional.of(text) : Optional.empty());
        return Optional.of(new Resumption(checked, own));
    }

    /** The server's questions as its client may have them; its state comes back to it through the hub only. */
    private InputRequired relayed(Call call, ClientAbilities declared, JsonObject result) {
        var required = InputRounds.required(result, call.target().server());
        var shown = new LinkedHashMap<String, InputRequired.Request>();
        required.requests().forEach((key, request) -> {
            declared.lacking(request.method(), request.params()).ifPresent(Dialogue::refuseUndeclared);
            shown.put(key, shown(call, request));
        });
        return new InputRequired(shown, required.state().map(state -> seal(new State.Relayed(state), call)));
    }

    private static InputRequired.Request shown(Call call, InputRequired.Request request) {
        var rules = call.asked().rules();
        rules.questions().breach(request.method(), request.params()).ifPresent(rule -> {
            call.entry().question(request.method(), Outcome.DENIED, "question_refused", Optional.of(rule));
            throw new Refused(new Refusal.Unanswered("The hub does not put the server's question: " + rule));
        });
        call.entry().question(request.method(), Outcome.ALLOWED, "question_asked", Optional.empty());
        var params = QuestionBridge.forClient(request.method(), request.params(), Revision.NEWEST, () -> "")
                .map(rules.redactor()::filter)
                .orElse(request.params());
        return new InputRequired.Request(request.method(), params);
    }

    private static void refuseUndeclared(JsonSlice capabilities) {
        var data = JsonObject.EMPTY
                .edit()
                .set("requiredCapabilities", capabilities)
                .slice();
        throw new ProtocolException(
                ProtocolError.of(400, ErrorCode.MISSING_CLIENT_CAPABILITY, "The client lacks a capability")
                        .withData(data));
    }

    private static Refused expired() {
        return new Refused(new Refusal.Unanswered("The interaction has expired; start again"));
    }
}
