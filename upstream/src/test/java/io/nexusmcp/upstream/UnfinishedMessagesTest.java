package io.nexusmcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.core.AnswerBudget;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.protocol.ListKind;
import io.nexusmcp.protocol.ListenFilter;
import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.MessageDecoder;
import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.upstream.Unfinished.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A server may begin a message on every connection that is kept open to it, unasked, and end none. All of them would
 * fill the heap, however small each has to be.
 */
@Timeout(120)
class UnfinishedMessagesTest {
    private static final int ROOM = 2_500_000;
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String CHANGED =
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":{\"uri\":\"EMOJI\"}}";
    private static final String LARGE = "\uD83D\uDE00".repeat(200_000);

    private final AnswerBudget budget = new AnswerBudget(ROOM);
    private final Watch watch = new Watch(() -> {});
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<ProcessHandle> children = new ArrayList<>();
    private Optional<Unfinished> server = Optional.empty();

    enum Way {
        STDIO,
        WEB_SOCKET,
        SSE,
        CHANGES,
        LISTEN
    }

    private final class Seen implements LinkEvents {
        @Override
        public void listChanged(ListKind kind) {
            seen.add(kind.toString());
        }

        @Override
        public void updated(JsonObject params) {
            seen.add(params.string("uri").orElseThrow());
        }

        @Override
        public void lost(String why) {
            // seen at the other end
        }
    }

    @BeforeEach
    void start() {
        watch.start();
    }

    @AfterEach
    void stop() throws Exception {
        hangUp();
        server.ifPresent(Unfinished::close);
        watch.close();
    }

    private void hangUp() throws Exception {
        for (var one : open) {
            one.close();
        }
        open.clear();
    }

    @ParameterizedTest
    @EnumSource
    void unfinishedMessages_onManyConnections_endThemAndLeaveRoomForOtherServers(Way way) throws Exception {
        connect(way, 4, new Script("x".repeat(1_000_000), 1, false), LONG);

        await().atMost(Servers.PATIENCE).until(() -> ended() >= 3);
        assertThat(budget.left()).isGreaterThanOrEqualTo(ROOM / 2);
        hangUp();
        await().atMost(Servers.PATIENCE).until(() -> budget.left() == ROOM);
    }

    @ParameterizedTest
    @EnumSource
    void messageThatIsBegunAndNotEnded_endsItsConnection(Way way) {
        connect(way, 1, new Script("x".repeat(300_000), 1, false), SHORT);

        await().atMost(Servers.PATIENCE).until(() -> ended() >= 1);
        server.ifPresent(Unfinished::close);
        await().atMost(Servers.PATIENCE).until(() -> budget.left() == ROOM);
    }

    @ParameterizedTest
    @EnumSource
    void largeMessages_thatEnd_comeOneAfterTheOther(Way way) {
        connect(way, 1, new Script(CHANGED, 4, true), LONG);

        await().atMost(Servers.PATIENCE).until(() -> seen.size() == 4);
        assertThat(seen).allMatch(LARGE::equals);
        await().atMost(Servers.PATIENCE).until(() -> budget.left() == ROOM);
        assertThat(ended()).isZero();
    }

    @Test
    void smallMessage_isNotCounted() throws BodyTooLarge {
        budget.open().add(ROOM);

        try (var arrival = arrivals(LONG).on(seen::add)) {
            arrival.holds(65_536);
            arrival.holds(0);
        }
        assertThat(seen).isEmpty();
    }

    private long ended() {
        return server.map(Unfinished::ended).orElse(0)
                + children.stream().filter(child -> !child.isAlive()).count();
    }

    private Arrivals arrivals(Duration time) {
        return new Arrivals(new ServerName("fix"), budget, watch, time);
    }

    private void connect(Way way, int times, Script script, Duration time) {
        var arrivals = arrivals(time);
        if (way == Way.STDIO) {
            for (int i = 0; i < times; i++) {
                child(arrivals, script);
            }
            return;
        }
        var spoken = new Script(script.message().replace("EMOJI", LARGE), script.times(), script.hasEnd());
        var far = new Unfinished(spoken);
        server = Optional.of(far);
        for (int i = 0; i < times; i++) {
            connect(way, far, arrivals);
        }
    }

    private void child(Arrivals arrivals, Script script) {
        var arguments =
                new String[] {script.message(), Integer.toString(script.times()), Boolean.toString(script.hasEnd())};
        if (!script.hasEnd()) {
            arguments[0] = Integer.toString(script.message().length());
        }
        var spec = Servers.each("fix", ServerSpec.EraChoice.LEGACY, Servers.child(Unfinished.class, arguments));
        var command = new ChildCommand((ServerSpec.Stdio) spec.address(), System.getenv());
        var child = Child.start(arrivals, command, () -> Servers.LIMITS);
        children.add(ProcessHandle.of(child.processId().orElseThrow()).orElseThrow());
        listen(child);
    }

    private void connect(Way way, Unfinished far, Arrivals arrivals) {
        switch (way) {
            case WEB_SOCKET -> {
                var client = new WebSocketClient(http(far, "ws"), Map.of(), () -> Servers.LIMITS);
                open.add(client);
                listen(WebSocketWire.open(client, arrivals, () -> 1 << 20, Deadline.in(Servers.PATIENCE)));
            }
            case SSE -> listen(new SseWire(transport(http(far, "sse"), arrivals)));
            case CHANGES -> {
                var listener = new ChangeListener(
                        transport(http(far, "http"), arrivals), new Seen(), List::of, _ -> {}, () -> {});
                open.add(listener);
                listener.start();
            }
            case LISTEN -> {
                var filter = new ListenFilter(Set.of(), Set.of());
                var subscription = new ListenSubscription(filter, new Seen());
                open.add(subscription::end);
                new HttpListening(transport(http(far, "http"), arrivals))
                        .open(filter.params(), subscription, Deadline.in(Servers.PATIENCE));
            }
            case STDIO -> throw new IllegalArgumentException("no network");
        }
    }

    private void listen(Wire wire) {
        open.add(wire);
        var events = new Seen();
        wire.listen(
                message -> events.take((Message.Notification) MessageDecoder.decode(message, JsonLimits.DEFAULT)),
                events::lost);
    }

    private static ServerSpec.Http http(Unfinished far, String how) {
        var url = how.equals("sse") ? far.uri("http").resolve("/sse") : far.uri(how);
        return new ServerSpec.Http(url, Map.of(), Optional.empty());
    }

    private HttpTransport transport(ServerSpec.Http http, Arrivals arrivals) {
        var transport = new HttpTransport(http, Servers.PATIENCE, Map.of(), () -> Servers.LIMITS, watch, arrivals);
        open.add(transport);
        return transport;
    }
}
