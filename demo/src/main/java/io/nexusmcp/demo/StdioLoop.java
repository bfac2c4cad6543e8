package io.nexusmcp.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads one message a line, answers each request in a thread of its own, and stops those that are cancelled. */
final class StdioLoop {
    private final BufferedReader in;
    private final OutputStream out;
    private final Map<String, Thread> running = new ConcurrentHashMap<>();

    StdioLoop(InputStream in, OutputStream out) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.out = out;
    }

    /** Returns when the input ends. */
    void run(Server server) throws IOException {
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            take(line, server);
        }
    }

    private void take(String line, Server server) throws IOException {
        ObjectNode message;
        try {
            message = Json.orEmpty(Json.MAPPER.readTree(line));
        } catch (JacksonException broken) {
            write(envelope(NullNode.getInstance())
                    .set("error", new ProtocolError(ProtocolError.PARSE, "Parse error").toJson()));
            return;
        }
        var id = message.path("id");
        if (message.has("method") && !id.isMissingNode()) {
            var worker = Thread.ofVirtual().unstarted(() -> answer(message, server));
            running.put(id.toString(), worker);
            worker.start();
        } else if (message.path("method").asString("").equals("notifications/cancelled")) {
            var worker = running.remove(message.path("params").path("requestId").toString());
            if (worker != null) {
                worker.interrupt();
            }
        }
    }

    private void answer(ObjectNode message, Server server) {
        var params = Json.orEmpty(message.path("params"));
        var reply = envelope(message.path("id"));
        try {
            reply.set("result", server.answer(message.path("method").asString(""), params, progress(params)));
        } catch (ProtocolError error) {
            reply.set("error", error.toJson());
        }
        if (running.remove(message.path("id").toString(), Thread.currentThread())) {
            tryWrite(reply);
        }
    }

    private Progress progress(ObjectNode params) {
        var token = params.path("_meta").path("progressToken");
        return (done, total, words) -> {
            if (!token.isMissingNode()) {
                var message = Json.object().put("jsonrpc", "2.0").put("method", "notifications/progress");
                var report = message.putObject("params");
                report.set("progressToken", token);
                report.put("progress", done).put("total", total).put("message", words);
                tryWrite(message);
            }
        };
    }

    /** Sends a notification that belongs to no request. */
    void announce(String method) {
        tryWrite(Json.object().put("jsonrpc", "2.0").put("method", method));
    }

    private static ObjectNode envelope(JsonNode id) {
        return Json.object().put("jsonrpc", "2.0").set("id", id);
    }

    private void tryWrite(ObjectNode message) {
        try {
            write(message);
        } catch (IOException closed) {
            System.err.println("cannot answer: " + closed.getMessage());
        }
    }

    private synchronized void write(ObjectNode message) throws IOException {
        out.write((message + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
