package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hubs with the same keys, that know nothing else of one another. */
class ReplicasIT {
    private static final int OK = 200;

    @Test
    void sessionOfOneHub_isServedByTheOther_whichSaysOfALostStreamThatItIsNotThere(@TempDir Path folder)
            throws Exception {
        try (var server = HttpFixture.start(Era.LEGACY, 0)) {
            var key = SessionSettingsIT.named("a", SessionSettingsIT.key());
            var setup = new HubSetup().http("fix", server.uri()).with("{\"sessions\":{\"sealingKeys\":[" + key + "]}}");
            var one = Files.createDirectory(folder.resolve("one"));
            var two = Files.createDirectory(folder.resolve("two"));
            StreamClient client;
            try (var first = HubProcess.start(setup, one).awaitServer("fix")) {
                client = StreamClient.open(first.mcp("fix"), first.adminKey(), "2025-11-25");
            }
            copy(one.resolve("data"), two.resolve("data"));
            try (var first = HubProcess.start(setup, one).awaitServer("fix");
                    var second = HubProcess.start(setup, two).awaitServer("fix")) {
                var atFirst = at(client, first);
                var atSecond = at(client, second);
                String lost;
                try (var stream = atFirst.call(5, "slow", Json.object().put("millis", 100))) {
                    assertThat(stream.status()).isEqualTo(OK);
                    lost = stream.next().orElseThrow().id();
                }
                assertThat(calls(atSecond)).contains("took 10 ms");
                assertThat(calls(atFirst)).contains("took 10 ms");
                try (var elsewhere = atSecond.listen(lost)) {
                    assertThat(elsewhere.messages()).singleElement().satisfies(answer -> {
                        assertThat(answer.path("id").asInt()).isEqualTo(5);
                        assertThat(answer.path("error").path("code").asInt()).isEqualTo(-32603);
                    });
                }
                try (var there = atFirst.listen(lost)) {
                    assertThat(there.messages().getLast().toString()).contains("took 100 ms");
                }
            }
        }
    }

    private static String calls(StreamClient client) {
        try (var stream = client.call(1, "slow", Json.object().put("millis", 10))) {
            assertThat(stream.status()).isEqualTo(OK);
            return stream.messages().toString();
        }
    }

    private static StreamClient at(StreamClient client, HubProcess hub) {
        return new StreamClient(hub.mcp("fix"), client.key(), client.revision(), client.session());
    }

    /** With what makes the same callers known at both, and nothing of what they do later. */
    private static void copy(Path from, Path to) throws IOException {
        try (var all = Files.walk(from)) {
            for (var path : all.toList()) {
                var target = to.resolve(from.relativize(path).toString());
                Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
