package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.audit.AuditEvent.Outcome;
import io.nexusmcp.core.pipeline.Dialogue.Call;
import io.nexusmcp.core.pipeline.Dialogue.Turn;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.InputRequired;
import io.nexusmcp.protocol.QuestionBridge;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The error by which servers of 2025-11-25 say that somebody has to visit pages before the call can be made. Clients of
 * that revision get it as it is; modern ones are asked, and their next call is a new one, since the server refused this.
 */
final class PagesRequired {
    private static final String METHOD = "elicitation/create";
    private static final int MAX_PAGES = 8;

    private final Call call;
    private final SentPages sent;

    PagesRequired(Call call, SentPages sent) {
        this.call = call;
        this.sent = sent;
    }

    static boolean is(UpstreamReply.Failure failure) {
        return failure.code() == ErrorCode.URL_ELICITATION_REQUIRED && failure.revision() == Revision.V2025_11_25;
    }

    /** {@link Refused} where the client cannot be sent to a page, or must not be sent to this one. */
    Turn turn(UpstreamReply.Failure failure) {
        var pages = pages(failure);
        for (var page : pages) {
            if (call.declared().lacking(METHOD, page).isPresent()) {
                throw new Refused(
                        new Refusal.Unanswered("The server needs a person to visit a page in a browser first"));
            }
            call.asked().rules().questions().breach(METHOD, page).ifPresent(this::refuse);
            call.entry().question(METHOD, Outcome.ALLOWED, "question_asked", Optional.empty());
        }
        return call.asked().isModern() ? asking(pages) : new Turn.Answered(renamed(failure, pages));
    }

    private List<JsonObject> pages(UpstreamReply.Failure failure) {
        var listed = failure.error()
                .object("data")
                .flatMap(data -> data.get("elicitations"))
                .filter(JsonSlice::isArray)
                .map(JsonSlice::asArray)
                .orElse(List.of());
        var pages = new ArrayList<JsonObject>();
        listed.stream()
                .filter(JsonSlice::isObject)
                .forEach(page ->
                        pages.add(page.asObject().edit().set("mode", "url").object()));
        if (pages.isEmpty() || pages.size() > MAX_PAGES || pages.size() != listed.size()) {
            throw new Refused(
                    new Refusal.UpstreamFailed(call.target().server(), "it names no page that could be visited"));
        }
        return pages;
    }

    /** The same pages under ids that belong to the client's session. */
    private UpstreamReply.Failure renamed(UpstreamReply.Failure failure, List<JsonObject> pages) {
        var session = call.asked().session().orElseThrow();
        var own = new StringJoiner(",", "[", "]");
        for (var page : pages) {
            var id = sent.sent(
                    call.asked().context(),
                    session,
                    call.target().server(),
                    page.string("elicitationId").orElse(""));
            own.add(page.edit().set("elicitationId", id).slice().text());
        }
        var data = failure.error()
                .object("data")
                .orElseThrow()
                .edit()
                .set("elicitations", JsonSlice.trusted(own.toString()));
        return new UpstreamReply.Failure(
                failure.revision(),
                failure.code(),
                failure.error().edit().set("data", data.object()).object());
    }

    private void refuse(String rule) {
        call.entry().question(METHOD, Outcome.DENIED, "question_refused", Optional.of(rule));
        throw new Refused(new Refusal.Unanswered("The hub does not put the server's question: " + rule));
    }

    private Turn asking(List<JsonObject> pages) {
        var requests = new LinkedHashMap<String, InputRequired.Request>();
        for (var page : pages) {
            var shown = QuestionBridge.forClient(METHOD, page, Revision.NEWEST, () -> "")
                    .map(call.asked().rules().redactor()::filter)
                    .orElse(page);
            requests.put("q" + (requests.size() + 1), new InputRequired.Request(METHOD, shown));
        }
        return new Turn.Input(new InputRequired(requests, Optional.empty()));
    }
}
