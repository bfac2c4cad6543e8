package io.nexusmcp.store.audit;

import static io.nexusmcp.store.audit.TestAudit.START;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nexusmcp.core.audit.AuditEvent;
import io.nexusmcp.core.audit.AuditEvent.Kind;
import io.nexusmcp.core.audit.AuditEvent.Outcome;
import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonScanner;
import io.nexusmcp.store.StoreException;
import io.nexusmcp.store.audit.FilteredAuditCopy.Family;
import io.nexusmcp.store.audit.FilteredAuditCopy.Level;
import io.nexusmcp.store.audit.FilteredAuditCopy.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilteredAuditCopyTest {
    private static final Optional<String> NO_AGENT = Optional.empty();

    @TempDir
    Path directory;

    @Test
    void recorded_eachFamily_takesItsOwnEvents() throws IOException {
        assertThat(operations(Set.of(Family.AUTH), Level.INFO)).containsExactly("initialize", "refused");
        assertThat(operations(Set.of(Family.ADMIN, Family.SYSTEM), Level.INFO)).containsExactly("key create", "reload");
        assertThat(operations(Set.of(Family.AGENT), Level.INFO)).containsExactly("agent call");
        assertThat(operations(EnumSet.allOf(Family.class), Level.INFO))
                .containsExactlyInAnyOrder("initialize", "refused", "call", "key create", "reload", "agent call");
        assertThat(operations(Set.of(), Level.INFO)).isEmpty();
    }

    @Test
    void recorded_levels_takeWhatIsAsBadOrWorse() throws IOException {
        assertThat(operations(EnumSet.allOf(Family.class), Level.WARNING)).containsExactly("refused", "reload");
        assertThat(operations(EnumSet.allOf(Family.class), Level.ERROR)).containsExactly("reload");
    }

    @Test
    void recorded_line_isJsonWithItsFamiliesAndLevel() throws IOException {
        var file = directory.resolve("logs/audit.log");
        try (var copy = new FilteredAuditCopy(Settings.of(file, EnumSet.allOf(Family.class), Level.INFO))) {
            copy.recorded(event(Kind.ADMIN, "key\ncreate", Outcome.DENIED, Optional.of("unauthenticated"), NO_AGENT));
        }

        var line = Files.readAllLines(file, UTF_8);
        assertThat(line).hasSize(1);
        assertThat(line.getFirst())
                .startsWith(
                        "{\"v\":1,\"level\":\"warning\",\"events\":[\"auth\",\"admin\"],\"kind\":\"admin\",\"time\":");
        assertThat(JsonScanner.scanObject(line.getFirst().getBytes(UTF_8), JsonLimits.DEFAULT)
                        .string("operation"))
                .hasValue("key\ncreate");
    }

    @Test
    void recorded_fileFull_isRotatedAndTheOldestGone() throws IOException {
        var file = directory.resolve("audit.log");
        try (var copy = new FilteredAuditCopy(new Settings(file, Set.of(Family.ADMIN), Level.INFO, 500, 2))) {
            for (int number = 0; number < 10; number++) {
                copy.recorded(event(Kind.ADMIN, "change " + number, Outcome.ALLOWED, Optional.empty(), NO_AGENT));
            }
        }

        assertThat(Files.readString(file)).contains("change 9");
        assertThat(Files.readString(directory.resolve("audit.log.1"))).contains("change 8");
        assertThat(Files.readString(directory.resolve("audit.log.2"))).contains("change 7");
        assertThat(directory.resolve("audit.log.3")).doesNotExist();
    }

    @Test
    void recorded_fileCannotBeWritten_isCountedAndNotThrown() throws IOException {
        var file = directory.resolve("logs/audit.log");
        try (var copy = new FilteredAuditCopy(new Settings(file, Set.of(Family.ADMIN), Level.INFO, 500, 1))) {
            copy.recorded(change());
            Files.createDirectory(directory.resolve("logs/audit.log.1"));
            Files.writeString(directory.resolve("logs/audit.log.1/inside"), "");
            copy.recorded(change());
            copy.recorded(change());
            assertThat(copy.lost()).isEqualTo(2);

            Files.delete(directory.resolve("logs/audit.log.1/inside"));
            copy.recorded(change());
            assertThat(copy.lost()).isZero();
        }
    }

    @Test
    void open_placeThatCannotBeWritten_isRefused() throws IOException {
        var file = Files.writeString(directory.resolve("file"), "");

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> new FilteredAuditCopy(
                        Settings.of(file.resolve("audit.log"), Set.of(Family.ADMIN), Level.INFO)));
    }

    private List<String> operations(Set<Family> families, Level level) throws IOException {
        var file = directory.resolve("copy.log");
        Files.deleteIfExists(file);
        try (var copy = new FilteredAuditCopy(Settings.of(file, families, level))) {
            copy.recorded(event(Kind.MCP, "initialize", Outcome.ALLOWED, Optional.empty(), NO_AGENT));
            copy.recorded(event(Kind.MCP, "refused", Outcome.DENIED, Optional.of("unauthenticated"), NO_AGENT));
            copy.recorded(event(Kind.MCP, "call", Outcome.ALLOWED, Optional.empty(), NO_AGENT));
            copy.recorded(event(Kind.ADMIN, "key create", Outcome.ALLOWED, Optional.empty(), NO_AGENT));
            copy.recorded(event(Kind.SYSTEM, "reload", Outcome.FAILED, Optional.of("invalid"), NO_AGENT));
            copy.recorded(event(Kind.MCP, "agent call", Outcome.ALLOWED, Optional.empty(), Optional.of("key:robot")));
        }
        return Files.readAllLines(file, UTF_8).stream()
                .map(line -> JsonScanner.scanObject(line.getBytes(UTF_8), JsonLimits.DEFAULT)
                        .string("operation")
                        .orElseThrow())
                .toList();
    }

    private static AuditEvent change() {
        return event(Kind.ADMIN, "change", Outcome.ALLOWED, Optional.empty(), NO_AGENT);
    }

    private static AuditEvent event(
            Kind kind, String operation, Outcome outcome, Optional<String> reason, Optional<String> agent) {
        return new AuditEvent(
                START,
                "0".repeat(32),
                kind,
                new AuditEvent.Who("default", agent, agent, "127.0.0.1"),
                new AuditEvent.What(operation, Optional.empty(), Optional.empty(), Optional.empty()),
                new AuditEvent.Verdict(outcome, reason, Optional.empty()),
                new AuditEvent.Took(1, 0),
                "policy-1");
    }
}
