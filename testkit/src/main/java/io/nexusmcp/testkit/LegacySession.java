package io.nexusmcp.testkit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One client's conversation with the fixture in the legacy era: what the handshake settled, and what is still open. */
final class LegacySession implements AutoCloseable {
    static final List<String> VERSIONS = List.of("2025-11-25", "2025-06-18", "2025-03-26");

    private final FixtureServer server;
    private final Consumer<ObjectNode> unsolicited;
    private final Consumer<Changes.Change> changeListener = this::tell;
    private final AtomicInteger nextQuestion = new AtomicInteger();
    private final Map<String, CompletableFuture<JsonNode>> questions = new ConcurrentHashMap<>();
    private final Map<String, Thread> running = new ConcurrentHashMap<>();
    private final Set<String> subscriptions = ConcurrentHashMap.newKeySet();
    private final List<String> versions;
    private volatile String version;
    private volatile String logLevel = "debug";
    private volatile ObjectNode clientCapabilities = Trees.object();

    /** {@code unsolicited} takes what belongs to no request. */
    LegacySession(FixtureServer server, Consumer<ObjectNode> unsolicited) {
        this(server, unsolicited, VERSIONS);
    }

    /** Speaks these versions only, newest first. */
    LegacySession(FixtureServer server, Consumer<ObjectNode> unsolicited, List<String> versions) {
        this.server = server;
        this.unsolicited = unsolicited;
        this.versions = versions;
        this.version = versions.getFirst();
        server.changes().listen(changeListener);
    }

    String version() {
        return version;
    }

    String logLevel() {
        return logLevel;
    }

    ObjectNode clientCapabilities() {
        return clientCapabilities;
    }

    /** Answers a request; empty if the client cancelled it. */
    Optional<ObjectNode> serve(ObjectNode request, Outbound outbound) {
        var id = request.path("id");
        running.put(id.toString(), Thread.currentThread());
        try {
            var result = dispatch(request.path("method").asString(""), Trees.orEmpty(request.path("params")), outbound);
            return Optional.of(Trees.result(id, result));
        } catch (RpcError error) {
            return Optional.of(Trees.error(id, error));
        } catch (Call.Cancelled cancelled) {
            return Optional.empty();
        } finally {
            synchronized (running) {
                running.remove(id.toString());
            }
            boolean lateCancel = Thread.interrupted();
            assert lateCancel || !Thread.currentThread().isInterrupted();
        }
    }

    private ObjectNode dispatch(String method, ObjectNode params, Outbound outbound) {
        return switch (method) {
            case "initialize" -> initialize(params);
            case "ping" -> Trees.object();
            case "logging/setLevel" -> {
                logLevel = LogLevels.check(params.path("level").asString(""));
                yield Trees.object();
            }
            case "resources/subscribe" -> {
                var uri = params.path("uri").asString("");
                if (!FixtureResources.exists(uri)) {
                    throw new RpcError(200, RpcError.LEGACY_NO_RESOURCE, "Resource not found");
                }
                subscriptions.add(uri);
                yield Trees.object();
            }
            case "resources/unsubscribe" -> {
                subscriptions.remove(params.path("uri").asString(""));
                yield Trees.object();
            }
            case "tasks/get", "tasks/result", "tasks/cancel", "tasks/list" -> task(method, params, outbound);
            default -> server.answer(method, new LegacyCall(this, params, outbound));
        };
    }

    boolean knowsTasks() {
        return version.compareTo("2025-11-25") >= 0;
    }

    private ObjectNode task(String method, ObjectNode params, Outbound outbound) {
        if (!knowsTasks()) {
            throw RpcError.unknownMethod(method);
        }
        if (method.equals("tasks/list")) {
            var list = Trees.object();
            var entries = list.putArray("tasks");
            server.tasks().all().forEach(task -> entries.add(task.legacy()));
            return list;
        }
        var task = server.tasks().find(params.path("taskId").asString(""));
        return switch (method) {
            case "tasks/get" -> task.legacy();
            case "tasks/cancel" -> {
                if (!task.cancel()) {
                    throw RpcError.invalidParams("Cannot cancel task: already in terminal status");
                }
                yield task.legacy();
            }
            default -> outcome(task, outbound);
        };
    }

    /** Waits for the end of a task, and asks meanwhile what it wants to know. */
    private ObjectNode outcome(FixtureTask task, Outbound outbound) {
        var related = Trees.object();
        related.withObject("/_meta").putObject(ModernCall.META + "related-task").put("taskId", task.id());
        try {
            while (!task.isOver()) {
                task.awaitQuestions().forEach(asked -> {
                    var params = asked.question().params().deepCopy();
                    params.setAll(related);
                    var question = ask(asked.question().method(), params, outbound);
                    Thread.startVirtualThread(() -> answer(task, asked, question));
                });
            }
            var outcome = task.outcome().deepCopy();
            outcome.setAll(related);
            return outcome;
        } catch (Call.Cancelled gone) {
            task.askAgain();
            throw gone;
        }
    }

    private static void answer(FixtureTask task, FixtureTask.Asked asked, OpenQuestion question) {
        try {
            var given = Trees.object();
            given.set(asked.question().key(), question.await());
            task.answer(given);
        } catch (RpcError refused) {
            asked.refused(refused);
        }
    }

    private ObjectNode initialize(ObjectNode params) {
        var offered = params.path("protocolVersion").asString("");
        version = versions.contains(offered) ? offered : versions.getFirst();
        clientCapabilities = Trees.orEmpty(params.path("capabilities"));
        var result = Trees.object().put("protocolVersion", version);
        var capabilities = Trees.object("""
            {"tools":{"listChanged":true},"resources":{"subscribe":true,"listChanged":true},
             "prompts":{"listChanged":true},"logging":{},"completions":{}}\
            """);
        if (version.equals("2024-11-05")) {
            capabilities.remove("completions");
        }
        if (knowsTasks()) {
            capabilities.set("tasks", Trees.object("""
                {"list":{},"cancel":{},"requests":{"tools":{"call":{}}}}\
                """));
        }
        result.set("capabilities", capabilities);
        result.set("serverInfo", FixtureServer.IMPLEMENTATION);
        return result.put("instructions", "A fixture for tests.");
    }

    /** Takes a notification or a response from the client. */
    void receive(ObjectNode message) {
        if (!message.has("method")) {
            var question = questions.remove(message.path("id").asString(""));
            if (question != null) {
                question.complete(message);
            }
        } else if (message.path("method").asString("").equals("notifications/cancelled")) {
            cancel(message.path("params").path("requestId"));
        }
    }

    private void cancel(JsonNode requestId) {
        synchronized (running) {
            var worker = running.get(requestId.toString());
            if (worker != null) {
                worker.interrupt();
            }
        }
    }

    /** Asks the client; several questions may be open at a time. */
    OpenQuestion ask(String method, ObjectNode params, Outbound outbound) {
        var id = "fixture-" + nextQuestion.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        questions.put(id, answer);
        outbound.send(Trees.request(id, method, params));
        return new OpenQuestion(id, method, answer);
    }

    /** A question that the client was asked. */
    final class OpenQuestion {
        private final String id;
        private final String method;
        private final CompletableFuture<JsonNode> answer;

        private OpenQuestion(String id, String method, CompletableFuture<JsonNode> answer) {
            this.id = id;
            this.method = method;
            this.answer = answer;
        }

        JsonNode await() {
            try {
                var message = answer.get(20, TimeUnit.SECONDS);
                if (message.has("error")) {
                    throw RpcError.invalidParams("The client refused: "
                            + message.path("error").path("message").asString(""));
                }
                return message.path("result");
            } catch (InterruptedException cancelled) {
                throw new Call.Cancelled();
            } catch (ExecutionException | TimeoutException unanswered) {
                throw RpcError.invalidParams("The client did not answer " + method);
            } finally {
                questions.remove(id);
            }
        }
    }

    void tell(String method, ObjectNode told) {
        unsolicited.accept(Trees.notification(method, told));
    }

    private void tell(Changes.Change change) {
        var params = Trees.object();
        if (!change.uri().isEmpty()) {
            if (!subscriptions.contains(change.uri())) {
                return;
            }
            params.put("uri", change.uri());
        }
        unsolicited.accept(Trees.notification(change.method(), params));
    }

    @Override
    public void close() {
        server.changes().leave(changeListener);
        running.values().forEach(Thread::interrupt);
    }
}
