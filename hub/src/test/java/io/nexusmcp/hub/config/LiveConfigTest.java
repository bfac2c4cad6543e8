package io.nexusmcp.hub.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nexusmcp.hub.config.LiveConfig.Reload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reload takes up, holds back and refuses. */
class LiveConfigTest {
    @TempDir
    private Path directory;

    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = directory.resolve("nexus.yaml");
    }

    @Test
    void reload_ofTheSameValues_changesNothing() throws IOException {
        var live = live("server: {port: 4000}\n");
        Files.writeString(file, "# the same\nserver:\n  port: 4000\n");

        assertThat(live.reload(_ -> {})).isEqualTo(new Reload.Unchanged());
    }

    @Test
    void reload_ofALiveKey_replacesTheWhole() throws IOException {
        var live = live("limits: {maxDepth: 10}\n");
        var before = live.running();
        Files.writeString(file, "limits: {maxDepth: 20}\n");

        assertThat(live.reload(_ -> {})).isEqualTo(new Reload.Replaced(live.running(), List.of()));
        assertThat(live.running().config().limits().maxDepth()).isEqualTo(20);
        assertThat(live.running().version()).isNotEqualTo(before.version());
        assertThat(before.config().limits().maxDepth()).isEqualTo(10);
    }

    @Test
    void reload_ofAStartUpKey_keepsItsRunningValueAndNamesIt() throws IOException {
        var live = live("server: {port: 4000}\nlimits: {maxDepth: 10}\n");
        Files.writeString(file, "server: {port: 5000, host: 127.0.0.3}\nlimits: {maxDepth: 20}\n");

        assertThat(live.reload(_ -> {}))
                .isEqualTo(new Reload.Replaced(live.running(), List.of("server.host", "server.port")));
        assertThat(live.running().config().server().port()).isEqualTo(4000);
        assertThat(live.running().config().server().host()).isEqualTo("127.0.0.1");
        assertThat(live.running().config().limits().maxDepth()).isEqualTo(20);
    }

    @Test
    void reload_ofASealingKeyOfTheSameName_takesItUp() throws IOException {
        var sealed = "sessions: {sealingKeys: [{name: a, key: %s}]}\n";
        var live = live(sealed.formatted("CqvuuAy49fW9MaQbNaJSs1K38QIkgOdZLF+/u9PYVy8="));
        var before = live.running().config().sessions();
        Files.writeString(file, sealed.formatted("KGwLMYf+oxtRD+GlmaFBwjHHbgyZGkMsoylQtQ2eWdA="));

        assertThat(live.reload(_ -> {})).isEqualTo(new Reload.Replaced(live.running(), List.of()));
        assertThat(live.running().config().sessions()).isNotEqualTo(before);
    }

    @Test
    void reload_thatCannotBeApplied_keepsTheRunningOne_andIsTriedAgain() throws IOException {
        var live = live("limits: {maxDepth: 10}\n");
        Files.writeString(file, "limits: {maxDepth: 20}\n");

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> live.reload(_ -> {
                    throw new IllegalStateException("no room");
                }));
        assertThat(live.running().config().limits().maxDepth()).isEqualTo(10);
        assertThat(live.reload(_ -> {})).isInstanceOf(Reload.Replaced.class);
    }

    @Test
    void startUpKeys_areThoseOfListenersAndStoreOnly() {
        assertThat(ConfigKeys.all().stream()
                        .filter(key -> key.isSettable() && !key.isLive())
                        .map(ConfigKey::path))
                .containsExactlyInAnyOrder(
                        "database.type",
                        "server.host",
                        "server.port",
                        "server.insecurePlaintext",
                        "admin.host",
                        "admin.port",
                        "admin.insecurePlaintext");
    }

    @Test
    void reload_ofAStartUpKeyPutBack_namesNothing() throws IOException {
        var live = live("server: {port: 4000}\n");
        Files.writeString(file, "server: {port: 5000}\n");
        live.reload(_ -> {});
        Files.writeString(file, "server: {port: 4000}\n");

        assertThat(live.reload(_ -> {})).isEqualTo(new Reload.Unchanged());
    }

    @Test
    void reload_ofABadFile_keepsTheRunningOneAndSaysWhy() throws IOException {
        var live = live("limits: {maxDepth: 10}\n");
        var before = live.running();
        Files.writeString(file, "limits: {maxDepth: x}\n");

        assertThat(live.reload(_ -> {}))
                .isInstanceOfSatisfying(
                        Reload.Refused.class,
                        refused -> assertThat(refused.problems())
                                .singleElement()
                                .extracting(Problem::key)
                                .isEqualTo("limits.maxDepth"));
        assertThat(live.running()).isSameAs(before);
    }

    @Test
    void reload_whenTheFileIsGone_keepsTheRunningOne() throws IOException {
        var live = live("limits: {maxDepth: 10}\n");
        Files.delete(file);

        assertThat(live.reload(_ -> {})).isInstanceOf(Reload.Refused.class);
        assertThat(live.running().config().limits().maxDepth()).isEqualTo(10);
    }

    @Test
    void load_ofABadFile_throws() {
        assertThatExceptionOfType(ConfigProblems.class).isThrownBy(() -> live("limits: {maxDepth: x}\n"));
    }

    private LiveConfig live(String text) throws IOException {
        Files.writeString(file, text);
        return LiveConfig.load(Optional.of(file), Map.of(), Map.of());
    }
}
