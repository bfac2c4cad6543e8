package io.nexusmcp.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Mount;
import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.audit.AuditEvent.Outcome;
import io.nexusmcp.core.identity.Caller;
import io.nexusmcp.protocol.Headers;
import io.nexusmcp.protocol.ProtocolError;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AuditEntryTest {
    private static final Instant NOW = Instant.parse("2026-11-21T09:41:00Z");
    private static final InetAddress PEER = InetAddress.ofLiteral("192.0.2.7");
    private static final String TRACE = "0123456789abcdef0123456789abcdef";
    private static final Caller ANA =
            new Caller("key:ana", Caller.Kind.USER, "ana", Set.of("user"), Set.of(), "default");
    private static final Caller ROBOT =
            new Caller("key:robot", Caller.Kind.AGENT, "robot", Set.of(), Set.of(), "default");

    private final Sink sink = new Sink();
    private final AtomicLong nanos = new AtomicLong(1_000_000);
    private final List<AuditEvent> heard = new ArrayList<>();
    private final Audit audit = new Audit(sink, List.of(heard::add), () -> NOW, nanos::get);

    @Test
    void close_allowedCall_writesAllThatIsKnown() {
        try (var entry = audit.open(inbound())) {
            assertThat(entry.calledBy(ANA)).isSameAs(ANA);
            entry.asked("tools/call", Optional.of("files"), Optional.of("read"), Optional.of("sha256:00"));
            entry.withPolicy("policy-1");
            entry.upstreamTook(2_000_000);
            entry.upstreamTook(1_000_000);
            nanos.addAndGet(5_000_000);
            entry.allowed();
        }

        assertThat(sink.events)
                .containsExactly(new AuditEvent(
                        NOW,
                        TRACE,
                        AuditEvent.Kind.MCP,
                        new AuditEvent.Who("default", Optional.of("key:ana"), Optional.empty(), "192.0.2.7"),
                        new AuditEvent.What(
                                "tools/call", Optional.of("files"), Optional.of("read"), Optional.of("sha256:00")),
                        new AuditEvent.Verdict(Outcome.ALLOWED, Optional.empty(), Optional.empty()),
                        new AuditEvent.Took(5_000, 3_000),
                        "policy-1"));
        assertThat(heard).isEqualTo(sink.events);
    }

    @Test
    void close_agentsCall_namesTheAgent() {
        try (var entry = audit.open(inbound())) {
            entry.calledBy(ROBOT);
            entry.allowed();
        }

        assertThat(sink.events.getFirst().who().agent()).hasValue("key:robot");
    }

    @Test
    void close_exceptionNobodyForesaw_isRecordedAsFailed() {
        assertThatIllegalStateException().isThrownBy(() -> {
            try (var entry = audit.open(inbound())) {
                entry.calledBy(ANA);
                throw new IllegalStateException("a bug");
            }
        });

        assertThat(sink.events).singleElement().satisfies(event -> {
            assertThat(event.verdict().outcome()).isEqualTo(Outcome.FAILED);
            assertThat(event.verdict().reason()).hasValue("internal");
        });
    }

    @Test
    void close_twiceAndFromManyThreads_writesExactlyOneEvent() throws Exception {
        var entry = audit.open(inbound());
        entry.calledBy(ANA);
        try (var pool = Executors.newFixedThreadPool(8)) {
            IntStream.range(0, 64).forEach(_ -> pool.execute(entry::close));
            pool.shutdown();
            assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(sink.events).hasSize(1);
    }

    @Test
    void close_logNotWritable_keepsTheAnswerBack() {
        sink.isFull = true;
        var entry = audit.open(inbound());
        entry.calledBy(ANA);
        entry.allowed();

        assertThatExceptionOfType(Refused.class)
                .isThrownBy(entry::close)
                .satisfies(refused -> assertThat(refused.refusal()).isEqualTo(new Refusal.Unavailable("audit")));
        assertThat(heard).isEmpty();
        assertThat(audit.isWritable()).isFalse();
    }

    @Test
    void close_listenerThatThrows_costsNothing() {
        var fragile = new Audit(
                sink,
                List.of(
                        _ -> {
                            throw new IllegalStateException("a listener's bug");
                        },
                        heard::add),
                () -> NOW,
                nanos::get);

        try (var entry = fragile.open(inbound())) {
            entry.calledBy(ANA);
            entry.allowed();
        }

        assertThat(heard).hasSize(1);
    }

    @Test
    void asked_longTarget_isCut() {
        try (var entry = audit.open(inbound())) {
            entry.calledBy(ANA);
            entry.asked(
                    "tools/call", Optional.empty(), Optional.of("x".repeat(255) + "\ud83d\ude00"), Optional.empty());
        }

        assertThat(sink.events.getFirst().what().target()).hasValue("x".repeat(255));
    }

    static Stream<Refusal> refusals() {
        return Stream.of(
                new Refusal.Unauthenticated("unknown key"),
                new Refusal.AmbiguousCredentials("more than one credential"),
                new Refusal.Forbidden("read:metrics"),
                new Refusal.RateLimited("caller", 100, Duration.ofSeconds(1)),
                new Refusal.TooManyAtOnce(4),
                new Refusal.TooManyTasks(4),
                new Refusal.TooLarge(10),
                new Refusal.TooSlow(),
                new Refusal.Malformed(ProtocolError.of(400, -32700, "canary")),
                new Refusal.Unknown("tool", "not granted"),
                new Refusal.InvalidArguments("/canary", "maxLength"),
                new Refusal.UnknownSession(),
                new Refusal.UpstreamFailed(new ServerName("files"), "connection refused"),
                new Refusal.Withheld("secret"),
                new Refusal.Cancelled(),
                new Refusal.Unavailable("audit"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void denied_everyRefusal_hasAReasonOfItsOwnAndRepeatsNothingTheCallerSent(Refusal refusal) {
        try (var entry = audit.open(inbound())) {
            entry.calledBy(ANA);
            entry.denied(refusal);
        }

        var verdict = sink.events.getFirst().verdict();
        assertThat(verdict.outcome()).isNotEqualTo(Outcome.ALLOWED);
        assertThat(verdict.reason().orElseThrow()).matches("[a-z_]+").isNotEqualTo("internal");
        assertThat(verdict.detail().orElse("")).doesNotContain("canary");
    }

    @Test
    void refusals_haveDifferentReasons() {
        assertThat(refusals().map(refusal -> Verdicts.of(refusal).reason())).doesNotHaveDuplicates();
    }

    @Test
    void beforeAuthentication_aboveTenASecond_areCountedIntoOneSummary() {
        for (int number = 0; number < 1_000; number++) {
            refuse(PEER);
        }
        refuse(InetAddress.ofLiteral("192.0.2.8"));
        assertThat(sink.events).hasSize(11);

        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        refuse(PEER);

        assertThat(sink.events).hasSize(13);
        var summary = sink.events.get(11);
        assertThat(summary.kind()).isEqualTo(AuditEvent.Kind.SYSTEM);
        assertThat(summary.who().peer()).isEqualTo("192.0.2.7");
        assertThat(summary.verdict().detail().orElseThrow()).startsWith("990 ");
    }

    @Test
    void beforeAuthentication_atTheEnd_nothingCountedIsLost() {
        for (int number = 0; number < 15; number++) {
            refuse(PEER);
        }

        audit.flushSummaries(true);

        assertThat(sink.events.getLast().verdict().detail().orElseThrow()).startsWith("5 ");
        audit.flushSummaries(true);
        assertThat(sink.events).hasSize(11);
    }

    @Test
    void afterAuthentication_everyRefusalIsRecorded() {
        for (int number = 0; number < 100; number++) {
            try (var entry = audit.open(inbound())) {
                entry.calledBy(ANA);
                entry.denied(new Refusal.RateLimited("caller", 100, Duration.ofSeconds(1)));
            }
        }

        assertThat(sink.events).hasSize(100);
    }

    @Test
    void beforeAuthentication_morePeersThanAreRemembered_areCountedTogether() {
        int peers = PreAuthSummary.MAX_PEERS + 500;
        for (int number = 0; number < peers; number++) {
            refuse(InetAddress.ofLiteral("10.0." + number / 256 + "." + number % 256));
        }

        audit.flushSummaries(true);

        assertThat(sink.events.getLast().who().peer()).isEqualTo(PreAuthSummary.OTHER_PEERS);
        long counted = Long.parseLong(
                sink.events.getLast().verdict().detail().orElseThrow().split(" ", 2)[0]);
        assertThat(sink.events.size() - 1 + counted).isEqualTo(peers);
    }

    @Test
    void system_event_isTheHubsOwn() {
        var verdict = new AuditEvent.Verdict(Outcome.ALLOWED, Optional.empty(), Optional.of("5 servers"));
        audit.system("reload", verdict, "policy-2");

        assertThat(sink.events.getFirst().kind()).isEqualTo(AuditEvent.Kind.SYSTEM);
        assertThat(sink.events.getFirst().what().operation()).isEqualTo("reload");
        assertThat(sink.events.getFirst().verdict()).isEqualTo(verdict);
    }

    private void refuse(InetAddress peer) {
        try (var entry = audit.open(AuditEvent.Kind.MCP, TRACE, peer)) {
            entry.denied(new Refusal.Unauthenticated("unknown key"));
        }
    }

    private static Inbound inbound() {
        return new Inbound(Inbound.Verb.POST, Mount.FEDERATED, Headers.NONE, PEER, () -> new byte[0], NOW, TRACE);
    }

    private static final class Sink implements AuditSink {
        final List<AuditEvent> events = new ArrayList<>();
        boolean isFull;

        @Override
        public synchronized void append(AuditEvent event) {
            if (isFull) {
                throw new AuditFailure("no room", new java.io.IOException("No space left on device"));
            }
            events.add(event);
        }

        @Override
        public boolean isWritable() {
            return !isFull;
        }
    }
}
