package io.nexusmcp.hub.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However a file is replaced, one reload sees the new content. */
class ConfigWatchTest {
    private static final ConfigWatch.Pace SLOW_POLL =
            new ConfigWatch.Pace(Duration.ofMillis(20), Duration.ofMinutes(10));
    private static final ConfigWatch.Pace QUICK_POLL =
            new ConfigWatch.Pace(Duration.ofMillis(20), Duration.ofMillis(50));

    private final ConcurrentLinkedQueue<String> reloads = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path directory;

    @Test
    void file_writtenInPlace_isReloaded() throws IOException {
        var file = Files.writeString(directory.resolve("nexus.yaml"), "1");
        try (var _ = watch(file, SLOW_POLL)) {
            Files.writeString(file, "2");
            await().until(() -> reloads.contains("2"));
        }
    }

    @Test
    void file_replacedByARename_isReloadedEachTime() throws IOException {
        var file = Files.writeString(directory.resolve("nexus.yaml"), "1");
        try (var _ = watch(file, SLOW_POLL)) {
            for (var content : new String[] {"2", "3"}) {
                var draft = Files.writeString(directory.resolve("draft"), content);
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
                await().until(() -> reloads.contains(content));
            }
        }
    }

    @Test
    void file_behindAFolderLinkThatIsSwapped_isReloaded() throws IOException {
        var one =
                Files.writeString(Files.createDirectory(directory.resolve("v1")).resolve("nexus.yaml"), "1");
        Files.writeString(Files.createDirectory(directory.resolve("v2")).resolve("nexus.yaml"), "2");
        Files.createSymbolicLink(directory.resolve("..data"), one.getParent());
        var file = Files.createSymbolicLink(directory.resolve("nexus.yaml"), Path.of("..data/nexus.yaml"));
        try (var _ = watch(file, SLOW_POLL)) {
            var next = Files.createSymbolicLink(directory.resolve("..next"), directory.resolve("v2"));
            Files.move(next, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
            await().until(() -> reloads.contains("2"));
        }
    }

    @Test
    void file_whoseFolderTellsNothing_isFoundByLooking() throws IOException {
        var target = Files.writeString(
                Files.createDirectory(directory.resolve("far")).resolve("real"), "1");
        var file = Files.createSymbolicLink(directory.resolve("nexus.yaml"), target);
        try (var _ = watch(file, QUICK_POLL)) {
            Files.writeString(target, "2");
            await().until(() -> reloads.contains("2"));
        }
    }

    @Test
    void otherFilesOfTheFolder_areNoReasonToReload() throws IOException {
        var file = Files.writeString(directory.resolve("nexus.yaml"), "1");
        try (var _ = watch(file, QUICK_POLL)) {
            Files.writeString(directory.resolve("other"), "x");
            Files.writeString(file, "2");
            await().until(() -> reloads.contains("2"));
        }
        assertThat(reloads).doesNotContain("1");
    }

    @Test
    void hangUp_asksForAReloadWithoutAChange() throws IOException, InterruptedException {
        var file = Files.writeString(directory.resolve("nexus.yaml"), "1");
        try (var _ = watch(file, SLOW_POLL)) {
            var kill = new ProcessBuilder(
                            "kill",
                            "-HUP",
                            String.valueOf(ProcessHandle.current().pid()))
                    .start();
            assertThat(kill.waitFor()).isZero();
            await().until(() -> reloads.contains("1"));
        }
    }

    @Test
    void reload_thatThrows_doesNotEndTheWatch() throws IOException {
        var file = Files.writeString(directory.resolve("nexus.yaml"), "1");
        Runnable reload = () -> {
            record(file);
            throw new IllegalStateException("a reload that fails");
        };
        try (var watch = ConfigWatch.open(() -> Set.of(file), QUICK_POLL)) {
            watch.start(reload);
            Files.writeString(file, "2");
            await().until(() -> reloads.contains("2"));
            Files.writeString(file, "3");
            await().until(() -> reloads.contains("3"));
        }
    }

    @Test
    void change_betweenOpeningAndStarting_isNotLost() throws IOException {
        var file = Files.writeString(directory.resolve("nexus.yaml"), "1");
        try (var watch = ConfigWatch.open(() -> Set.of(file), SLOW_POLL)) {
            Files.writeString(file, "2");
            watch.start(() -> record(file));
            await().until(() -> reloads.contains("2"));
        }
    }

    @Test
    void hangUp_betweenOpeningAndStarting_isNotLost() throws IOException {
        var file = Files.writeString(directory.resolve("nexus.yaml"), "1");
        try (var watch = ConfigWatch.open(() -> Set.of(file), SLOW_POLL)) {
            Signals.raise("HUP");
            watch.start(() -> record(file));
            await().until(() -> reloads.contains("1"));
        }
    }

    private ConfigWatch watch(Path file, ConfigWatch.Pace pace) throws IOException {
        var watch = ConfigWatch.open(() -> Set.of(file), pace);
        watch.start(() -> record(file));
        return watch;
    }

    private void record(Path file) {
        try {
            reloads.add(Files.readString(file));
        } catch (IOException e) {
            reloads.add("unreadable");
        }
    }
}
