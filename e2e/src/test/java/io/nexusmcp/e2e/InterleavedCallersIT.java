package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.testkit.ChildCommand;
import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import io.nexusmcp.testkit.StdioFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Many callers of both eras at once, over connections that they share and connections of their own, some of their calls
 * asking them something: every answer and every question reaches the caller whose call it belongs to.
 */
class InterleavedCallersIT {
    private static final int CALLERS = 20;
    private static final int THREADS_EACH = 2;
    private static final int CALLS = 250;
    /** How many have children of their own; each is a process. */
    private static final int PARENTS = 3;
    /** One child, and one address without sessions, for all callers. */
    private static final List<String> ECHOING = List.of("shared-stdio", "sessionless");
    /** One address for all callers, and a session each. */
    private static final List<String> ASKING = List.of("stateless", "session");

    private static final List<String> OWN = List.of("own-stdio", "own-modern-stdio");

    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();

    @Test
    void answersAndQuestions_reachTheirCallerOnly(@TempDir Path folder) throws Exception {
        try (var echo = SlowEcho.start();
                var session = HttpFixture.start(Era.LEGACY, 0);
                var stateless = HttpFixture.start(Era.MODERN, 0)) {
            var setup = new HubSetup()
                    .http("sessionless", echo.uri())
                    .http("session", session.uri())
                    .http("stateless", stateless.uri())
                    .stdio("shared-stdio", ChildCommand.of(SlowEcho.class), true)
                    .stdio("own-stdio", ChildCommand.of(StdioFixture.class, "legacy"), false)
                    .stdio("own-modern-stdio", ChildCommand.of(StdioFixture.class, "modern"), false);
            setup.root().withObject("/mcpServers/shared-stdio").put("era", "legacy");
            setup.root().withObject("/limits").put("maxConnectionsPerIp", 4_000);
            try (var hub = HubProcess.start(setup, folder)) {
                ECHOING.forEach(hub::awaitServer);
                ASKING.forEach(hub::awaitServer);
                OWN.forEach(hub::awaitServer);
                assertThat(strangersSeen(hub))
                        .as("what callers saw that was not theirs")
                        .isEmpty();
            }
        }
        assertThat(answered).hasValue(CALLERS * THREADS_EACH * CALLS);
        assertThat(questions).hasValueGreaterThan(CALLERS * THREADS_EACH * CALLS / 4);
    }

    private List<String> strangersSeen(HubProcess hub) throws Exception {
        var operator = new Operator(hub);
        var work = new ArrayList<Callable<List<String>>>();
        for (int caller = 0; caller < CALLERS; caller++) {
            var key = operator.user("caller-" + caller, "execute:tools/*").secret();
            for (int thread = 0; thread < THREADS_EACH; thread++) {
                var word = "word-" + caller + "-" + thread + "-";
                var asking = caller < PARENTS ? Stream.concat(ASKING.stream(), OWN.stream()) : ASKING.stream();
                work.add(new Talker(hub, key, word, asking.toList())::strangers);
            }
        }
        var strangers = new ArrayList<String>();
        try (var threads = Executors.newFixedThreadPool(work.size())) {
            for (var seen : threads.invokeAll(work)) {
                strangers.addAll(seen.get());
            }
        }
        return strangers;
    }

    /** One thread of one caller, whose words nobody else may hear. */
    private final class Talker {
        private final HubProcess hub;
        private final String key;
        private final String word;
        private final List<String> asking;
        private final Random random;
        private final HashMap<String, AskedClient> clients = new HashMap<>();
        private final List<String> strangers = new ArrayList<>();
        private volatile String current = "";

        Talker(HubProcess hub, String key, String word, List<String> asking) {
            this.hub = hub;
            this.key = key;
            this.word = word;
            this.asking = asking;
            this.random = new Random(word.hashCode());
        }

        List<String> strangers() {
            for (int call = 0; call < CALLS; call++) {
                current = word + call + ".";
                boolean isAsking = random.nextInt(5) > 1;
                var servers = isAsking ? asking : ECHOING;
                var answer = client(servers.get(random.nextInt(servers.size())))
                        .call(
                                isAsking ? "test_elicitation" : "echo",
                                Json.object().put(isAsking ? "message" : "nonce", current));
                if (isStrange(answer)) {
                    strangers.add(current + " got " + answer);
                }
                answered.incrementAndGet();
            }
            return strangers;
        }

        /** On a channel that nothing parts the calls of, a question may have to be refused, to its own caller. */
        private boolean isStrange(JsonNode answer) {
            var text = answer.toString();
            boolean isRefused = text.contains("there is no client to ask") && !text.contains("word-");
            return !text.contains(current) && !isRefused;
        }

        private AskedClient client(String server) {
            boolean isModern = random.nextBoolean();
            return clients.computeIfAbsent(
                    server + isModern,
                    _ -> isModern
                            ? AskedClient.modern(hub.mcp(server), key, this::answer)
                            : AskedClient.legacy(hub.mcp(server), key, this::answer));
        }

        private ObjectNode answer(String method, JsonNode params) {
            questions.incrementAndGet();
            var message = params.path("message").asString("");
            if (!message.equals(current)) {
                strangers.add(current + " was asked " + message);
            }
            var answer = Json.object().put("action", "accept");
            answer.putObject("content").put("response", message);
            return answer;
        }
    }
}
