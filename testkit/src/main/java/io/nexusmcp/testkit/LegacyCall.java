package io.nexusmcp.testkit;

import java.util.LinkedHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A request of the legacy era: the client is asked directly, while the request waits. */
final class LegacyCall extends Call {
    private final LegacySession session;

    LegacyCall(LegacySession session, ObjectNode params, Outbound outbound) {
        super(params, outbound);
        this.session = session;
    }

    @Override
    Era era() {
        return Era.LEGACY;
    }

    @Override
    void log(String level, JsonNode data) {
        if (LogLevels.reaches(level, session.logLevel())) {
            var params = Trees.object().put("level", level).put("logger", "nexus-fixture");
            params.set("data", data);
            outbound().send(Trees.notification("notifications/message", params));
        }
    }

    @Override
    void tell(String method, ObjectNode told) {
        session.tell(method, told);
    }

    @Override
    ObjectNode ask(boolean keepState, Question... questions) {
        for (var question : questions) {
            if (!clientCan(question.capability())) {
                throw RpcError.invalidParams("The client does not support " + question.capability());
            }
        }
        var open = new LinkedHashMap<String, LegacySession.OpenQuestion>();
        for (var question : questions) {
            open.put(question.key(), session.ask(question.method(), question.params(), outbound()));
        }
        var answers = Trees.object();
        open.forEach((key, question) -> answers.set(key, question.await()));
        return answers;
    }

    @Override
    boolean clientCan(String capability) {
        return session.clientCapabilities().has(capability);
    }

    @Override
    boolean takesTask() {
        return session.knowsTasks() && params().path("task").isObject();
    }

    @Override
    RpcError taskNeeded() {
        return RpcError.unknownMethod("tools/call without a task");
    }

    @Override
    RpcError missingResource(String uri) {
        return new RpcError(
                200,
                RpcError.LEGACY_NO_RESOURCE,
                "Resource not found",
                Trees.object().put("uri", uri));
    }
}
