package io.nexusmcp.store.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.audit.AuditEvent;
import io.nexusmcp.core.audit.AuditHeads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/** Events, keys, a place for heads and a clock that tests set. */
final class TestAudit {
    static final Instant START = Instant.parse("2026-11-21T09:41:00Z");
    static final CheckpointKeys KEYS = keys("audit-1", 7);
    static final AuditLog.Settings SETTINGS = AuditLog.Settings.DEFAULT;

    private TestAudit() {}

    static CheckpointKeys keys(String name, int seed) {
        var named = new LinkedHashMap<String, byte[]>();
        var bytes = new byte[32];
        java.util.Arrays.fill(bytes, (byte) seed);
        named.put(name, bytes);
        return new CheckpointKeys(named);
    }

    static final class Clock implements InstantSource {
        private final AtomicReference<Instant> now = new AtomicReference<>(START);

        @Override
        public Instant instant() {
            return now.get();
        }

        void advance(java.time.Duration by) {
            now.updateAndGet(instant -> instant.plus(by));
        }
    }

    static final class Heads implements AuditHeads {
        private Optional<Head> head = Optional.empty();

        @Override
        public synchronized Optional<Head> newest() {
            return head;
        }

        @Override
        public synchronized void save(Head saved) {
            if (head.isEmpty() || head.get().sequence() < saved.sequence()) {
                head = Optional.of(saved);
            }
        }
    }

    static AuditEvent event(String target) {
        return event(START, "key:ana", target, AuditEvent.Outcome.ALLOWED);
    }

    static AuditEvent event(Instant time, String caller, String target, AuditEvent.Outcome outcome) {
        return new AuditEvent(
                time,
                "0123456789abcdef0123456789abcdef",
                AuditEvent.Kind.MCP,
                new AuditEvent.Who("default", Optional.of(caller), Optional.empty(), "127.0.0.1"),
                new AuditEvent.What(
                        "tools/call", Optional.of("files"), Optional.of(target), Optional.of("sha256:00ff")),
                new AuditEvent.Verdict(outcome, Optional.empty(), Optional.empty()),
                new AuditEvent.Took(120, 80),
                "policy-1");
    }

    static AuditLog open(Path directory, AuditHeads heads, AuditLog.Settings settings, InstantSource clock) {
        return AuditLog.open(directory, KEYS, heads, settings, clock);
    }

    /** A closed log of so many events with targets 1, 2, ... */
    static Heads write(Path directory, int events, AuditLog.Settings settings) {
        var heads = new Heads();
        try (var log = open(directory, heads, settings, new Clock())) {
            IntStream.rangeClosed(1, events).forEach(number -> log.append(event("t" + number)));
        }
        return heads;
    }

    static AuditReport verify(Path directory, Optional<AuditHeads.Head> head) throws IOException {
        return AuditVerifier.verify(directory, KEYS, head, (_, _) -> {});
    }

    static List<Path> segments(Path directory) throws IOException {
        return Segment.list(directory).stream().map(Segment::path).toList();
    }

    static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file, UTF_8);
    }

    static void rewrite(Path file, List<String> lines) throws IOException {
        Files.writeString(file, String.join("\n", lines) + "\n", UTF_8);
    }
}
