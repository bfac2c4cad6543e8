package io.nexusmcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.core.catalog.ServerSpec.EraChoice;
import io.nexusmcp.protocol.LogLevel;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.testkit.StdioFixture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class StdioServersTest {
    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"V2025_11_25", "V2026_07_28"})
    void era_serverOfEither_isFoundOut(Revision revision) {
        var argument = revision == Revision.NEWEST ? "modern" : "legacy";
        try (var servers =
                new Servers().up(Servers.shared("fix", EraChoice.AUTO, Servers.child(StdioFixture.class, argument)))) {
            assertThat(servers.offer("fix").revision()).isEqualTo(revision);
            assertThat(servers.tools("fix")).contains("test_simple_text");
            assertThat(servers.callText("fix", "p", "test_simple_text", "{}")).contains("simple text response");
        }
    }

    @Test
    void call_inTheMomentToolsAreOffered_isAnswered() {
        var answers = new CopyOnWriteArrayList<String>();
        try (var servers = new Servers()) {
            servers.whenOffered(() -> answers.add(servers.callText("fix", "p", "test_simple_text", "{}")))
                    .up(Servers.shared("fix", EraChoice.LEGACY, Servers.child(StdioFixture.class, "legacy")));
            assertThat(answers).singleElement().asString().contains("simple text response");
        }
    }

    @Test
    void lists_inPages_areReadWhole() {
        try (var servers = new Servers()
                .up(Servers.shared("one", EraChoice.LEGACY, Servers.child(StdioFixture.class, "legacy", "5")))) {
            assertThat(servers.tools("one")).hasSizeGreaterThan(10);
            assertThat(servers.offer("one").resources()).hasSize(3);
            assertThat(servers.offer("one").templates()).hasSize(1);
            assertThat(servers.offer("one").prompts()).isNotEmpty();
            assertThat(servers.offer("one").instructions()).contains("A fixture for tests.");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = EraChoice.class,
            names = {"LEGACY", "MODERN"})
    void progressAndLogs_ofTheCall_reachItsExchange(EraChoice era) {
        try (var servers = new Servers()
                .up(Servers.shared(
                        "fix",
                        era,
                        Servers.child(StdioFixture.class, era == EraChoice.LEGACY ? "legacy" : "modern")))) {
            var progress = new RecordingExchange().withProgress();
            servers.call("fix", "p", "test_tool_with_progress", "{}", progress);
            assertThat(progress.progressed()).hasSize(3).allMatch(text -> text.contains("\"progress\""));

            var logs = new RecordingExchange().withLevel(LogLevel.INFO);
            servers.call("fix", "p", "test_tool_with_logging", "{}", logs);
            assertThat(logs.logged()).hasSize(3);
        }
    }

    @Test
    void changedTools_areOfferedAnew() {
        try (var servers = new Servers()
                .up(Servers.shared("fix", EraChoice.LEGACY, Servers.child(StdioFixture.class, "legacy")))) {
            servers.callText("fix", "p", "test_trigger_tool_change", "{}");
            await().atMost(Servers.PATIENCE).until(() -> servers.tools("fix").contains("test_appearing_tool"));
            assertThat(servers.history()).containsExactly("+fix", "+fix");
        }
    }
}
