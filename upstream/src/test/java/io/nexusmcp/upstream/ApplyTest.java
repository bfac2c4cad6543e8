package io.nexusmcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.catalog.ServerSpec.EraChoice;
import io.nexusmcp.core.catalog.ServerStatus;
import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.Fault;
import io.nexusmcp.testkit.MisbehavingServer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ApplyTest {
    @Test
    void apply_unchangedServer_isLeftAlone_andTheOthersFollow() {
        try (var kept = MisbehavingServer.start(Era.MODERN);
                var dropped = MisbehavingServer.start(Era.MODERN);
                var added = MisbehavingServer.start(Era.MODERN);
                var servers =
                        new Servers().up(Servers.http("kept", kept.uri()), Servers.http("dropped", dropped.uri()))) {
            servers.up(Servers.http("added", added.uri()), Servers.http("kept", kept.uri()));
            await().atMost(Servers.PATIENCE).until(() -> servers.history().contains("-dropped"));
            assertThat(servers.history())
                    .doesNotContain("-kept")
                    .filteredOn("+kept"::equals)
                    .hasSize(1);
            assertThat(servers.upstream().statuses())
                    .extracting(status -> status.name().value())
                    .containsExactly("added", "kept");
            assertThat(servers.failure("dropped", "work")).contains("switched off");
        }
    }

    @Test
    void apply_changedAddress_connectsToTheNewOne() {
        try (var before = MisbehavingServer.start(Era.MODERN);
                var after = MisbehavingServer.start(Era.LEGACY);
                var servers = new Servers().up(Servers.http("moves", before.uri()))) {
            after.tools("elsewhere");
            servers.upstream().apply(List.of(Servers.http("moves", after.uri())));
            servers.awaitTools("moves", "elsewhere");
        }
    }

    @Test
    void apply_disabledServer_isStoppedAndShown() {
        try (var server = MisbehavingServer.start(Era.MODERN);
                var servers = new Servers().up(Servers.http("off", server.uri()))) {
            servers.upstream().apply(List.of(Servers.disabled(Servers.http("off", server.uri()))));
            await().atMost(Servers.PATIENCE).until(() -> servers.history().contains("-off"));
            assertThat(servers.status("off").state()).isEqualTo(ServerStatus.State.SWITCHED_OFF);
        }
    }

    @Test
    void silentServer_neverHoldsUpApplyOrClose() {
        try (var silent = MisbehavingServer.start(Era.MODERN);
                var other = MisbehavingServer.start(Era.MODERN)) {
            silent.misbehave("server/discover", Fault.HANGS);
            try (var servers = new Servers()) {
                servers.upstream()
                        .apply(List.of(
                                Servers.within(Duration.ofHours(1), Servers.http("silent", silent.uri())),
                                Servers.http("other", other.uri())));
                servers.awaitUp("other");
                assertThat(servers.status("silent").state()).isEqualTo(ServerStatus.State.CONNECTING);
            }
        }
    }

    @Test
    void restart_renewsTheChild() {
        try (var servers = new Servers().up(Servers.shared("again", EraChoice.LEGACY, Servers.child(Probe.class)))) {
            var before = servers.callText("again", "p", "pid", "{}");
            assertThat(servers.upstream().restart(new ServerName("again"))).isTrue();
            await().atMost(Servers.PATIENCE)
                    .untilAsserted(() -> assertThat(servers.history()).containsExactly("+again", "-again", "+again"));
            assertThat(servers.callText("again", "p", "pid", "{}")).isNotEqualTo(before);
            assertThat(servers.upstream().restart(new ServerName("unknown"))).isFalse();
        }
    }

    @Test
    void lists_larger_thanAllowed_keepTheServerDown() {
        try (var server = MisbehavingServer.start(Era.MODERN);
                var servers = new Servers()) {
            server.tools(IntStream.range(0, 201).mapToObj(i -> "t" + i).toArray(String[]::new));
            servers.upstream().apply(List.of(Servers.http("large", server.uri())));
            servers.awaitDown("large");
            assertThat(servers.status("large").lastError())
                    .hasValueSatisfying(why -> assertThat(why).contains("more than the hub takes"));
        }
    }

    @Test
    void lists_thatNeverEnd_keepTheServerDown() {
        try (var server = MisbehavingServer.start(Era.MODERN);
                var servers = new Servers()) {
            server.answer("tools/list", "{\"tools\":[],\"nextCursor\":\"again\"}");
            servers.upstream().apply(List.of(Servers.http("endless", server.uri())));
            servers.awaitDown("endless");
            assertThat(servers.status("endless").lastError())
                    .hasValueSatisfying(why -> assertThat(why).contains("more pages"));
        }
    }

    @Test
    void lists_readAgainUnchanged_areNotOfferedAgain() {
        try (var server = MisbehavingServer.start(Era.MODERN);
                var servers = new Servers(Servers.refreshing(Duration.ofMillis(100)))
                        .up(Servers.http("same", server.uri()))) {
            await().atMost(Servers.PATIENCE)
                    .until(() -> server.requests().stream()
                                    .filter(request -> request.body().contains("tools/list"))
                                    .count()
                            > 3);
            assertThat(servers.history()).containsExactly("+same");
        }
    }
}
