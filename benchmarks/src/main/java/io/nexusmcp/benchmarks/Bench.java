package io.nexusmcp.benchmarks;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One run: starts everything, loads each contender in turn, round by round, and keeps what was counted. */
final class Bench implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String KEY = "nexus-benchmark-key-of-the-bare-proxy";
    /** Share of calls that may fail before a measurement is worth nothing. */
    static final double MOST_FAILURES = 0.001;

    private static final long SETTLE_MILLIS = 3_000;

    private final Options options;
    private final Workplace place;
    private final PrintStream out;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final int upstream;

    Bench(Options options, Workplace place, PrintStream out) {
        this.options = options;
        this.place = place;
        this.out = out;
        this.upstream = port(opened(place.java(McpUpstream.class)));
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.add(part);
        return part;
    }

    private static int port(Child child) {
        return Integer.parseInt(child.line());
    }

    Results run() {
        var withCache = starts(true);
        var without = place.launcher().isPresent() ? starts(false) : withCache;
        var load = opened(place.java(LoadGenerator.class));
        var contenders = contenders();
        Pause.millis(Math.min(SETTLE_MILLIS, (long) (1_000 * options.seconds())));
        Map<Contender, Measured> measured = new LinkedHashMap<>();
        for (var contender : contenders) {
            double idle = ProcessStat.residentMegabytes(contender.process());
            measured.put(contender, new Measured(contender.name(), idle, List.of()));
        }
        for (var contender : contenders) {
            out.printf("warming up %s%n", contender.name());
            order(load, contender, options.warmUpSeconds(), 0);
            order(load, contender, options.warmUpSeconds() / 4, Options.RATE);
        }
        for (int round = 1; round <= options.rounds(); round++) {
            out.printf("round %d of %d%n", round, options.rounds());
            for (var contender : contenders) {
                measured.computeIfPresent(contender, (_, before) -> before.with(round(load, contender)));
            }
        }
        return new Results(List.copyOf(measured.values()), withCache, without);
    }

    /** Milliseconds from exec to ready, of some starts one after the other. */
    private List<Double> starts(boolean withCache) {
        var millis = new ArrayList<Double>();
        for (int start = 0; start <= options.starts(); start++) {
            try (var hub = HubUnderTest.start(place, upstream, withCache)) {
                millis.add(hub.millisToReady());
            }
        }
        // the first one may have built something, or found cold files
        return millis.subList(1, millis.size());
    }

    private List<Contender> contenders() {
        var request = place.file("modern.http", Calls.modern("127.0.0.1", McpUpstream.MODERN, McpUpstream.TOOL, KEY));
        var contenders = new ArrayList<Contender>();
        nginx(request)
                .ifPresentOrElse(
                        contenders::add,
                        () -> out.println(
                                "nginx is not installed, so its row is left out: install the package nginx-light"));
        var bare = opened(place.java(BareProxy.class, KEY, Integer.toString(upstream)));
        contenders.add(new Contender(Results.BARE, bare.handle(), port(bare), request));
        contenders.addAll(opened(HubUnderTest.start(place, upstream, true)).contenders(place));
        return contenders;
    }

    private Optional<Contender> nginx(Path request) {
        return Nginx.start(place, upstream).map(nginx -> opened(nginx).contender(request));
    }

    private Measured.Round round(Child load, Contender contender) {
        double start = ProcessStat.cpuSeconds(contender.process());
        var saturated = order(load, contender, options.seconds(), 0);
        double middle = ProcessStat.cpuSeconds(contender.process());
        double megabytes = ProcessStat.residentMegabytes(contender.process());
        var fixed = order(load, contender, options.seconds(), Options.RATE);
        double end = ProcessStat.cpuSeconds(contender.process());
        return new Measured.Round(
                (middle - start) / saturated.path("calls").doubleValue() * 100_000,
                saturated.path("perSecond").doubleValue(),
                latency(saturated),
                (end - middle) / fixed.path("calls").doubleValue() * 100_000,
                latency(fixed),
                megabytes,
                ProcessStat.residentMegabytes(contender.process()));
    }

    private static Measured.Latency latency(JsonNode answer) {
        return new Measured.Latency(
                answer.path("p50").doubleValue(),
                answer.path("p99").doubleValue(),
                answer.path("max").doubleValue());
    }

    private JsonNode order(Child load, Contender contender, double seconds, int rate) {
        var order = new LoadGenerator.Order(contender.port(), Options.CONNECTIONS, seconds, rate, contender.request());
        var answer = JSON.readTree(load.ask(order.line()));
        if (answer.path("failures").longValue()
                > MOST_FAILURES * answer.path("calls").longValue()) {
            throw new IllegalStateException(
                    contender.name() + " answered with something else: " + answer.path("failure"));
        }
        return answer;
    }

    @Override
    public void close() throws Exception {
        for (var part : open.reversed()) {
            part.close();
        }
    }
}
