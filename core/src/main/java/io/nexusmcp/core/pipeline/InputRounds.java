package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.route.Exchange.Answer;
import io.nexusmcp.core.route.Resumption;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.protocol.InputRequired;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Brings a modern server the input it requires, round after round, while the one request of a legacy client is open.
 */
final class InputRounds {
    private static final Duration PACE = Duration.ofMillis(250);
    private static final JsonObject CANCEL =
            JsonSlice.trusted("{\"action\":\"cancel\"}").asObject();

    private final OpenExchange exchange;
    private final ServerName server;
    private final int maxRounds;

    InputRounds(OpenExchange exchange, ServerName server, int maxRounds) {
        this.exchange = exchange;
        this.server = server;
        this.maxRounds = maxRounds;
    }

    /** {@link Refused} when the input cannot be had. */
    UpstreamReply complete(Supplier<UpstreamReply> send) {
        var reply = send.get();
        for (int round = 0; round < maxRounds; round++) {
            if (!(reply instanceof UpstreamReply.Result result && InputRequired.is(result.result()))) {
                return reply;
            }
            exchange.resumesWith(resumption(required(result.result(), server)));
            reply = send.get();
        }
        throw unanswered("The server asked again and again");
    }

    static InputRequired required(JsonObject result, ServerName server) {
        try {
            return InputRequired.read(result);
        } catch (ProtocolException malformed) {
            throw new Refused(
                    new Refusal.UpstreamFailed(server, malformed.error().message()));
        }
    }

    private Resumption resumption(InputRequired required) {
        if (required.requests().isEmpty()) {
            pause();
        }
        Map<String, JsonObject> answers = new LinkedHashMap<>();
        required.requests().forEach((key, request) -> answers.put(key, answer(request)));
        return new Resumption(answers, required.state());
    }

    /** A server of this era takes no error for an answer, except that a person may always close a form. */
    private JsonObject answer(InputRequired.Request request) {
        return switch (exchange.ask(request.method(), request.params())) {
            case Answer.Given(var result) -> result;
            case Answer.Failed _ when request.method().equals("elicitation/create") -> CANCEL;
            case Answer.Failed _ -> throw unanswered("The client did not answer the server's question");
            case Answer.Refused(var _, var why) -> throw unanswered("The server's question could not be put: " + why);
            case Answer.Over _ -> throw new Refused(new Refusal.Cancelled());
        };
    }

    /** For a server that only wants to be called again. */
    private void pause() {
        var cancelled = new CountDownLatch(1);
        exchange.onEnd(cancelled::countDown);
        try {
            if (cancelled.await(PACE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Refused(new Refusal.Cancelled());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Refused(new Refusal.Cancelled());
        }
    }

    private static Refused unanswered(String why) {
        return new Refused(new Refusal.Unanswered(why));
    }
}
