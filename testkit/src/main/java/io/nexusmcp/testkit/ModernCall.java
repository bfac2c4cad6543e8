package io.nexusmcp.testkit;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A request of the modern era: a question ends it, and the client comes back with the answer in a new request. */
final class ModernCall extends Call {
    static final String META = "io.modelcontextprotocol/";

    private final StateSeal seal;
    private final String subject;
    private final ObjectNode earlier;

    ModernCall(String method, ObjectNode params, Outbound outbound, StateSeal seal) {
        super(params, outbound);
        this.seal = seal;
        this.subject = method + " " + params.path("name").asString("");
        this.earlier = params.has("requestState")
                ? seal.open(subject, params.path("requestState").asString(""))
                : Trees.object();
    }

    @Override
    Era era() {
        return Era.MODERN;
    }

    private JsonNode meta(String name) {
        return params().path("_meta").path(META + name);
    }

    @Override
    void log(String level, JsonNode data) {
        var threshold = meta("logLevel");
        if (threshold.isString() && LogLevels.reaches(level, threshold.stringValue())) {
            var params = Trees.object().put("level", level).put("logger", "nexus-fixture");
            params.set("data", data);
            outbound().send(Trees.notification("notifications/message", params));
        }
    }

    @Override
    void tell(String method, ObjectNode told) {
        // nothing is told that was not asked for
    }

    @Override
    ObjectNode ask(boolean keepState, Question... questions) {
        var answers = Trees.object();
        var open = Trees.object();
        for (var question : questions) {
            var answer = answerTo(question);
            if (question.will().test(answer)) {
                answers.set(question.key(), answer);
                earlier.set(question.key(), answer);
            } else {
                open.set(question.key(), ask(question));
            }
        }
        if (open.isEmpty()) {
            return answers;
        }
        var needed = Trees.object().put("resultType", "input_required");
        needed.set("inputRequests", open);
        if (keepState || !earlier.isEmpty()) {
            needed.put("requestState", seal.close(subject, earlier));
        }
        throw new InputRequired(needed);
    }

    private JsonNode answerTo(Question question) {
        var fresh = params().path("inputResponses").path(question.key());
        return fresh.isMissingNode() ? earlier.path(question.key()) : fresh;
    }

    private ObjectNode ask(Question question) {
        if (!clientCan(question.capability())) {
            var data = Trees.object();
            data.putObject("requiredCapabilities").putObject(question.capability());
            throw new RpcError(400, RpcError.MISSING_CAPABILITY, "Missing required client capability", data);
        }
        return question.request();
    }

    @Override
    boolean clientCan(String capability) {
        var declared = meta("clientCapabilities").path(capability);
        return declared.isObject() && (!capability.equals("elicitation") || declared.isEmpty() || declared.has("form"));
    }

    @Override
    boolean takesTask() {
        return meta("clientCapabilities").path("extensions").has(META + "tasks");
    }

    @Override
    RpcError taskNeeded() {
        var data = Trees.object();
        data.putObject("requiredCapabilities").putObject("extensions").putObject(META + "tasks");
        return new RpcError(400, RpcError.MISSING_CAPABILITY, "Missing required client capability", data);
    }

    @Override
    RpcError missingResource(String uri) {
        return new RpcError(
                200,
                RpcError.INVALID_PARAMS,
                "Resource not found",
                Trees.object().put("uri", uri));
    }

    /** Ends the round with the questions that the client must answer first. */
    static final class InputRequired extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient ObjectNode result;

        InputRequired(ObjectNode result) {
            super("input required", null, false, false);
            this.result = result;
        }

        ObjectNode result() {
            return result;
        }
    }
}
