package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Refused;
import io.nexusmcp.core.audit.AuditEntry;
import io.nexusmcp.core.audit.AuditEvent.Outcome;
import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.core.pipeline.QuestionChannel.Question;
import io.nexusmcp.core.pipeline.QuestionChannel.Reaction;
import io.nexusmcp.core.route.Exchange.Answer;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.QuestionBridge;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Whether and how the server of one call may ask its client: only what the client declared, nothing that a guard holds
 * back, redacted in both directions, and on record. Safe for use by many threads.
 */
final class Questioner {
    static final int MAX_QUESTIONS = 64;

    private final Terms terms;
    private final AuditEntry entry;
    private final QuestionChannel channel;
    private final UnaryOperator<String> pageIds;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Optional<JsonSlice> lacking = Optional.empty();

    /** @param pageIds from the server's id for a page to the one that the client gets */
    Questioner(Terms terms, AuditEntry entry, QuestionChannel channel, UnaryOperator<String> pageIds) {
        this.terms = terms;
        this.entry = entry;
        this.channel = channel;
        this.pageIds = pageIds;
    }

    /**
     * What questions of one call are judged by.
     *
     * @param exemption what the operator exempted the called tool from; its answers are arguments too
     */
    record Terms(
            Rules rules, ClientAbilities abilities, Revision client, Revision server, ServerSpec.Exemption exemption) {}

    ClientAbilities abilities() {
        return terms.abilities();
    }

    /** The client capabilities that the server's last question needed in vain. */
    Optional<JsonSlice> lacking() {
        return lacking;
    }

    Answer ask(String method, JsonObject params) {
        if (asked.incrementAndGet() > MAX_QUESTIONS) {
            return refused("one call may ask at most " + MAX_QUESTIONS + " questions");
        }
        try {
            var missing = terms.abilities().lacking(method, params);
            if (missing.isPresent()) {
                lacking = missing;
                return undeclared(method);
            }
            var breach = terms.rules().questions().breach(method, params);
            if (breach.isPresent()) {
                entry.question(method, Outcome.DENIED, "question_refused", breach);
                return refused("the hub does not put this question: " + breach.get());
            }
            return put(method, params);
        } catch (Refused held) {
            return refused("the hub holds this question back");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Answer.Over();
        }
    }

    private Answer put(String method, JsonObject params) throws InterruptedException {
        var shown = QuestionBridge.forClient(method, params, terms.client(), () -> pageId(params))
                .map(terms.rules().redactor()::filter);
        if (shown.isEmpty()) {
            return undeclared(method);
        }
        if (isOtherPage(params, shown.get())) {
            entry.question(method, Outcome.DENIED, "question_refused", Optional.of("secret-in-url"));
            return refused("the hub does not put this question: secret-in-url");
        }
        entry.question(method, Outcome.ALLOWED, "question_asked", Optional.empty());
        return switch (channel.put(new Question(method, shown.get()))) {
            case Reaction.Answered(var result) -> answered(method, result);
            case Reaction.Failed(var code, var message) -> {
                entry.question(method, Outcome.ALLOWED, "question_answered", Optional.of("error " + code));
                yield new Answer.Failed(code, terms.rules().redactor().filter(message));
            }
            case Reaction.Expired _ -> {
                entry.question(method, Outcome.FAILED, "question_expired", Optional.empty());
                yield new Answer.Refused(ErrorCode.INTERNAL_ERROR, "the client did not answer in time");
            }
            case Reaction.Over _ -> {
                entry.question(method, Outcome.FAILED, "question_over", Optional.empty());
                yield new Answer.Over();
            }
            case Reaction.TooMany _ -> {
                entry.question(method, Outcome.DENIED, "question_refused", Optional.of("too many open"));
                yield new Answer.Refused(ErrorCode.INTERNAL_ERROR, "too many questions are open");
            }
        };
    }

    /** Ids of pages do not go from one hop to the next; a server of an era without them never asks for this one. */
    private String pageId(JsonObject params) {
        return params.string("elicitationId")
                .map(pageIds)
                .orElseGet(() -> UUID.randomUUID().toString());
    }

    /** A page whose address had to be masked would lead nowhere, and the address held a secret. */
    private static boolean isOtherPage(JsonObject asked, JsonObject shown) {
        return !asked.get("url").equals(shown.get("url"));
    }

    /** An answer goes to the server as arguments do: through the same guard. */
    private Answer answered(String method, JsonObject result) {
        try {
            terms.rules().arguments().checkAnswer(result, terms.exemption());
            var own = QuestionBridge.forServer(method, terms.rules().redactor().filter(result), terms.server());
            entry.question(method, Outcome.ALLOWED, "question_answered", action(own));
            return new Answer.Given(own);
        } catch (Refused held) {
            entry.question(method, Outcome.DENIED, "answer_refused", Optional.empty());
            return refused("the hub holds the client's answer back");
        }
    }

    private static Optional<String> action(JsonObject answer) {
        return answer.string("action")
                .filter(word -> word.equals("accept") || word.equals("decline") || word.equals("cancel"));
    }

    private static Answer undeclared(String method) {
        int code = method.equals("elicitation/create") ? ErrorCode.INVALID_PARAMS : ErrorCode.METHOD_NOT_FOUND;
        return new Answer.Refused(code, "the client cannot be asked this");
    }

    private static Answer refused(String why) {
        return new Answer.Refused(ErrorCode.INVALID_PARAMS, why);
    }
}
