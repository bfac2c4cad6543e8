package io.nexusmcp.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/** What waiting costs a hub: streams on which nothing happens, and calls that ask their client a question. */
final class Waiting implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    /** Streams are opened before the first figure too, so that what the first ones bring about is not counted. */
    private static final int FIRST = 200;

    /** Many: a parked call waits 50 ms for more questions, and few calls would pay for what a hub does when idle. */
    private static final int CONNECTIONS = 32;

    private static final int FAST_AS_CAN_BE = 0;
    private static final long SETTLE_MILLIS = 2_000;

    private final Options options;
    private final Workplace place;
    private final PrintStream out;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final int upstream;

    Waiting(Options options, Workplace place, PrintStream out) {
        this.options = options;
        this.place = place;
        this.out = out;
        this.upstream =
                Integer.parseInt(opened(place.java(AskingUpstream.class)).line());
    }

    /** One figure and the most it may be. */
    record Figure(String what, double value, double most, String unit) {}

    List<Figure> run() {
        var figures = new ArrayList<Figure>();
        figures.add(streams("2025-11-25, GET streams", false));
        figures.add(streams("2026-07-28, listen streams", true));
        figures.addAll(questions());
        return figures;
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.add(part);
        return part;
    }

    private Figure streams(String what, boolean isModern) {
        int first = Math.min(FIRST, options.streams() / 2);
        out.printf("%,d idle streams: %s%n", options.streams(), what);
        try (var hub = HubUnderTest.startWithRoom(place, upstream);
                var holder = place.java(StreamHolder.class)) {
            var request = hub.stream(place, isModern);
            hold(holder, hub, first, request);
            double before = settledMegabytes(hub);
            hold(holder, hub, options.streams() - first, request);
            double after = settledMegabytes(hub);
            requireOpen(holder.ask(StreamHolder.COUNT), options.streams());
            return new Figure(what + ", each", (after - before) * 1024 / (options.streams() - first), 20, "KB");
        }
    }

    private static void hold(Child holder, HubUnderTest hub, int count, Path request) {
        holder.ask(hub.serverPort() + " " + count + " " + request);
    }

    private static void requireOpen(String open, int streams) {
        if (Integer.parseInt(open) < streams) {
            throw new IllegalStateException("of " + streams + " streams only " + open + " are open still");
        }
    }

    /** Resident memory once garbage is gone; the heap only grows, so what was needed on the way counts. */
    private static double settledMegabytes(HubUnderTest hub) {
        Pause.millis(SETTLE_MILLIS);
        collect(hub.process());
        Pause.millis(SETTLE_MILLIS);
        return ProcessStat.residentMegabytes(hub.process());
    }

    private static void collect(ProcessHandle process) {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            var collected = new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!collected.waitFor(30, TimeUnit.SECONDS) || collected.exitValue() != 0) {
                throw new IllegalStateException("jcmd could not collect the garbage of the hub");
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }

    /**
     * CPU time of a call with one question, to that of a plain call by the same client at the same server and rate: a
     * busier hub does each call more cheaply, and calls that wait never keep it as busy.
     */
    private List<Figure> questions() {
        var hub = opened(HubUnderTest.startWithRoom(place, upstream));
        var plain = opened(place.java(LoadGenerator.class));
        var asked = opened(place.java(QuestionLoad.class));
        var figures = new ArrayList<Figure>();
        for (var pair : hub.questions(place)) {
            out.printf("questions: %s%n", pair.name());
            // what a cold hub takes a second for comes as a stream, which does not matter yet
            plain.ask(order(hub, pair, options.warmUpSeconds(), FAST_AS_CAN_BE));
            asked(asked, hub, pair, options.warmUpSeconds());
            var ratios = new double[options.rounds()];
            for (int round = 0; round < ratios.length; round++) {
                var cost = asked(asked, hub, pair, options.seconds());
                int rate = (int) Math.max(1, cost.perSecond());
                ratios[round] = cost.cpuSeconds() / plain(plain, hub, pair, options.seconds(), rate);
            }
            figures.add(new Figure(pair.name() + ": CPU of a call with a question", Measured.median(ratios), 3, "x"));
        }
        return figures;
    }

    /** Seconds of CPU time a call. */
    private static double plain(Child load, HubUnderTest hub, Asked pair, double seconds, int rate) {
        double before = ProcessStat.cpuSeconds(hub.process());
        var answer = JSON.readTree(load.ask(order(hub, pair, seconds, rate)));
        double most = Bench.MOST_FAILURES * answer.path("calls").doubleValue();
        if (answer.path("failures").doubleValue() > most) {
            throw new IllegalStateException(pair.name() + " answered with something else: " + answer.path("failure"));
        }
        return (ProcessStat.cpuSeconds(hub.process()) - before)
                / answer.path("calls").doubleValue();
    }

    private static String order(HubUnderTest hub, Asked pair, double seconds, int rate) {
        return new LoadGenerator.Order(hub.serverPort(), CONNECTIONS, seconds, rate, pair.plain()).line();
    }

    /** What calls cost each, and how many there were in a second. */
    private record Cost(double cpuSeconds, double perSecond) {}

    private static Cost asked(Child load, HubUnderTest hub, Asked pair, double seconds) {
        double before = ProcessStat.cpuSeconds(hub.process());
        var order = new QuestionLoad.Order(hub.serverPort(), CONNECTIONS, seconds, pair.call(), pair.answer());
        double calls = Double.parseDouble(load.ask(order.line()));
        return new Cost((ProcessStat.cpuSeconds(hub.process()) - before) / calls, calls / seconds);
    }

    /**
     * A pair of eras, as files of requests.
     *
     * @param plain a call that asks nothing
     * @param call a call that asks
     * @param answer to the question
     */
    record Asked(String name, Path plain, Path call, Path answer) {}

    @Override
    public void close() throws Exception {
        for (var part : open.reversed()) {
            part.close();
        }
    }
}
