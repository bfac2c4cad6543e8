package io.nexusmcp.testkit;

import java.time.Duration;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a tool, prompt or resource of the fixture sees of the request it serves, in whichever era. */
abstract class Call {
    private final ObjectNode params;
    private final Outbound outbound;

    Call(ObjectNode params, Outbound outbound) {
        this.params = params;
        this.outbound = outbound;
    }

    final ObjectNode params() {
        return params;
    }

    final ObjectNode arguments() {
        return Trees.orEmpty(params.path("arguments"));
    }

    final String argument(String name) {
        return arguments().path(name).asString("");
    }

    final JsonNode progressToken() {
        return params.path("_meta").path("progressToken");
    }

    final Outbound outbound() {
        return outbound;
    }

    /** Sent only if the client gave a token. */
    final void progress(double progress, double total, String message) {
        if (progressToken().isMissingNode()) {
            return;
        }
        var report = Trees.object();
        report.set("progressToken", progressToken());
        report.put("progress", progress).put("total", total).put("message", message);
        outbound.send(Trees.notification("notifications/progress", report));
    }

    final void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException cancelled) {
            throw new Cancelled();
        }
    }

    abstract Era era();

    /** Tells the client something outside of this request, if this era has a way to. */
    abstract void tell(String method, ObjectNode told);

    /** Sends a log line, if this era's rules let this request have one. */
    abstract void log(String level, JsonNode data);

    /** Asks the client; returns when every question has an answer that will do, by key. */
    abstract ObjectNode ask(boolean keepState, Question... questions);

    abstract boolean clientCan(String capability);

    abstract RpcError missingResource(String uri);

    /** Whether the client takes a task for an answer to this request. */
    abstract boolean takesTask();

    /** What a client is told whose request cannot be served without one. */
    abstract RpcError taskNeeded();

    /** Thrown by a tool that leaves the rest of its work to a task. */
    static final class Later extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Supplier<ObjectNode> rest;

        Later(Supplier<ObjectNode> rest) {
            super("later", null, false, false);
            this.rest = rest;
        }

        Supplier<ObjectNode> rest() {
            return rest;
        }
    }

    /** Ends the work without an answer, because the client no longer wants one. */
    static final class Cancelled extends RuntimeException {
        private static final long serialVersionUID = 1;

        Cancelled() {
            super("cancelled", null, false, false);
        }
    }
}
