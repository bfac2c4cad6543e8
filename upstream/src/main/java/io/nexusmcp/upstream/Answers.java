package io.nexusmcp.upstream;

import io.nexusmcp.core.route.Exchange;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.protocol.Era;
import io.nexusmcp.protocol.JsonRpc;
import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.ProtocolError;
import io.nexusmcp.protocol.RequestId;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Optional;

/** Turns the answer of a server into a reply in the server's own revision. */
final class Answers {
    private Answers() {}

    /** What a server that asks something is told; nothing once its call is over. */
    static Optional<JsonSlice> toQuestion(Message.Request question, Exchange exchange) {
        if (question.method().equals("ping")) {
            return Optional.of(JsonRpc.result(question.id(), JsonObject.EMPTY.whole()));
        }
        return switch (exchange.ask(question.method(), question.params())) {
            case Exchange.Answer.Given given ->
                Optional.of(JsonRpc.result(question.id(), given.result().whole()));
            case Exchange.Answer.Refused refused -> Optional.of(error(question, refused.code(), refused.message()));
            case Exchange.Answer.Failed failed -> Optional.of(error(question, failed.code(), failed.message()));
            case Exchange.Answer.Over _ -> Optional.empty();
        };
    }

    static JsonSlice error(Message.Request question, int code, String message) {
        return JsonRpc.error(ProtocolError.of(400, code, message).withId(question.id()), Era.LEGACY);
    }

    /** The number of a request of ours; empty for ids that the hub never gives. */
    static Optional<Long> number(RequestId id) {
        try {
            return Optional.of(Long.valueOf(id.json()));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    static UpstreamReply reply(Message answer, Revision revision) {
        return switch (answer) {
            case Message.Result result
            when result.result().isObject() ->
                new UpstreamReply.Result(
                        revision, result.envelope().object("result").orElseThrow());
            case Message.Failure failure -> new UpstreamReply.Failure(revision, failure.code(), failure.error());
            case Message.Result _ -> throw new UpstreamException("the server's result is not an object");
            case Message.Request _, Message.Notification _, Message.Batch _ ->
                throw new UpstreamException("the server's answer is not one");
        };
    }
}
