package io.nexusmcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.core.catalog.ServerSpec.EraChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

@Timeout(120)
class StdioChildrenTest {
    @TempDir
    Path folder;

    @Test
    void environment_ofChild_isItsOwnAndTheMinimum() {
        var hub = new HashMap<>(System.getenv());
        hub.putAll(Map.of("LD_PRELOAD", "", "NODE_OPTIONS", "--inspect", "NEXUS_ADMIN_KEY", "hidden", "LANG", "C"));
        var spec = Servers.stdio(
                "env", EraChoice.LEGACY, Servers.child(Probe.class), Map.of("PROBE_SECRET", "given"), true);
        try (var servers = new Servers(Servers.LIMITS, hub).up(spec)) {
            var environment = text(servers, "env", "p", "env");
            assertThat(environment).contains("PROBE_SECRET=given", "LANG=C", "PATH=");
            assertThat(environment).doesNotContain("NODE_OPTIONS", "NEXUS_ADMIN_KEY", "LD_PRELOAD", "hidden");
            var names = List.of(environment.substring(1).split("=[^=]*(, |})"));
            assertThat(names).isSubsetOf("PATH", "HOME", "LANG", "TMPDIR", "PROBE_SECRET", "PWD", "JAVA_MAIN_CLASS");
        }
    }

    @Test
    void partitions_getAChildEach_andKeepIt() {
        try (var servers = new Servers().up(Servers.each("each", EraChoice.LEGACY, Servers.child(Probe.class)))) {
            var ann = text(servers, "each", "ann", "pid");
            var bob = text(servers, "each", "bob", "pid");
            assertThat(ann).isNotEqualTo(bob).isEqualTo(text(servers, "each", "ann", "pid"));
        }
    }

    @Test
    void sharedServer_allPartitions_useOneChild() throws IOException {
        try (var servers = new Servers()
                .up(Servers.shared("one", EraChoice.LEGACY, Servers.child(Probe.class, folder.toString())))) {
            assertThat(text(servers, "one", "ann", "pid")).isEqualTo(text(servers, "one", "bob", "pid"));
            assertThat(pids()).hasSize(1);
        }
    }

    @Test
    void children_moreThanAllowed_idleOneMakesWay() {
        try (var servers = new Servers().up(Servers.each("few", EraChoice.LEGACY, Servers.child(Probe.class)))) {
            var first = text(servers, "few", "p0", "pid");
            for (int i = 1; i <= 4; i++) {
                text(servers, "few", "p" + i, "pid");
            }
            assertThat(isAlive(first)).isFalse();
        }
    }

    @Test
    void idleChild_ends() {
        try (var servers = new Servers(Servers.idleAfter(Duration.ofMillis(100)))
                .up(Servers.each("idle", EraChoice.LEGACY, Servers.child(Probe.class)))) {
            var pid = text(servers, "idle", "p", "pid");
            await().atMost(Servers.PATIENCE).until(() -> !isAlive(pid));
            assertThat(text(servers, "idle", "p", "pid")).isNotEqualTo(pid);
        }
    }

    @Test
    void close_leavesNoProcessBehind() throws IOException {
        String grandchild;
        try (var servers = new Servers()
                .up(Servers.each("deep", EraChoice.AUTO, Servers.child(Probe.class, folder.toString(), "stays")))) {
            grandchild = text(servers, "deep", "p", "spawn");
            assertThat(isAlive(grandchild)).isTrue();
        }
        assertThat(pids()).hasSize(3).noneMatch(StdioChildrenTest::isAlive);
        assertThat(isAlive(grandchild)).isFalse();
    }

    @Test
    void crash_failsTheCallAtOnce_andTheNextGetsANewChild() {
        try (var servers = new Servers().up(Servers.each("falls", EraChoice.LEGACY, Servers.child(Probe.class)))) {
            var before = text(servers, "falls", "p", "pid");
            assertThat(servers.failure("falls", "crash")).contains("ended with code 7");
            assertThat(text(servers, "falls", "p", "pid")).isNotEqualTo(before);
        }
    }

    @Test
    void crashOfTheHubsOwnChild_leavesTheListsUntilItIsBack() {
        try (var servers = new Servers().up(Servers.shared("falls", EraChoice.LEGACY, Servers.child(Probe.class)))) {
            assertThat(servers.failure("falls", "crash")).contains("ended with code 7");
            await().atMost(Servers.PATIENCE)
                    .untilAsserted(() -> assertThat(servers.history()).containsExactly("+falls", "-falls", "+falls"));
            assertThat(servers.status("falls").restarts()).isEqualTo(1);
        }
    }

    @Test
    void childThatReadsNothing_fullPipe_neverHangsTheCaller() {
        var spec = Servers.within(
                Duration.ofSeconds(3), Servers.shared("deaf", EraChoice.LEGACY, Servers.child(Probe.class)));
        try (var servers = new Servers().up(spec)) {
            var deaf = CompletableFuture.supplyAsync(() -> servers.failure("deaf", "deaf"), Thread::startVirtualThread);
            var big = "{\"text\":\"" + "x".repeat(300_000) + "\"}";
            var calls = IntStream.range(0, 5)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(
                            () -> catchThrowable(() -> servers.call("deaf", "p", "pid", big, new RecordingExchange())),
                            Thread::startVirtualThread))
                    .toList();
            assertThat(deaf.join()).isNotEmpty();
            assertThat(calls).allSatisfy(call -> assertThat(call.join()).isNotNull());
            servers.awaitUp("deaf");
            assertThat(text(servers, "deaf", "p", "pid")).isNotEmpty();
        }
    }

    @Test
    void question_pingIsAnswered_andTheClientIsAskedTheRest() {
        try (var servers = new Servers().up(Servers.each("asks", EraChoice.LEGACY, Servers.child(Probe.class)))) {
            var exchange = new RecordingExchange().canBeAsked("{\"elicitation\":{}}");
            var answer = Servers.text(servers.call("asks", "p", "ask", "{}", exchange));
            assertThat(exchange.asked()).containsExactly("elicitation/create");
            assertThat(answer).contains("decline", "\\\"id\\\":0,\\\"result\\\":{}");
        }
    }

    @Test
    void command_notThere_isDownAndSaysWhy() {
        try (var servers = new Servers()) {
            servers.upstream().apply(List.of(Servers.shared("none", EraChoice.AUTO, List.of("no-such-program-here"))));
            servers.awaitDown("none");
            assertThat(servers.status("none").lastError())
                    .hasValueSatisfying(why -> assertThat(why).contains("not an executable"));
        }
    }

    @Test
    void arguments_withShellCharacters_areNotInterpreted() {
        var evil = folder.resolve("evil");
        var spec = Servers.spec(
                "shell",
                new ServerSpec.Stdio(
                        "echo",
                        List.of("; touch " + evil, "$(touch " + evil + ")", "`touch " + evil + "`"),
                        Map.of(),
                        Optional.empty(),
                        true,
                        1,
                        EraChoice.LEGACY));
        try (var servers = new Servers()) {
            servers.upstream().apply(List.of(spec));
            servers.awaitDown("shell");
            assertThat(evil).doesNotExist();
        }
    }

    private static String text(Servers servers, String server, String partition, String tool) {
        return JsonMapper.shared()
                .readTree(servers.callText(server, partition, tool, "{}"))
                .path("text")
                .asString();
    }

    private List<String> pids() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".pid"))
                    .map(name -> name.substring(0, name.length() - 4))
                    .toList();
        }
    }

    private static boolean isAlive(String pid) {
        return ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false);
    }
}
