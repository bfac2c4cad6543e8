package io.nexusmcp.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Scanner;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Sends calls and measures, as a process of its own that stays warm. At a fixed rate a latency counts from the moment
 * the call was due, so a server that stalls cannot hide the calls it kept from being sent.
 */
public final class LoadGenerator {
    private LoadGenerator() {}

    /**
     * What to send.
     *
     * @param rate calls a second over all connections; 0 for as many as go
     */
    record Order(int port, int connections, double seconds, int rate, Path request) {
        String line() {
            return port + " " + connections + " " + seconds + " " + rate + " " + request;
        }

        static Order of(Scanner line) {
            return new Order(
                    Integer.parseInt(line.next()),
                    Integer.parseInt(line.next()),
                    Double.parseDouble(line.next()),
                    Integer.parseInt(line.next()),
                    Path.of(line.nextLine().strip()));
        }
    }

    private record Outcome(Samples samples, long failures, Optional<String> failure) {}

    /** Orders come as lines, and each is answered with one line of JSON. */
    public static void main(String[] args) throws Exception {
        try (var in = new Scanner(System.in, UTF_8)) {
            while (in.hasNextLine()) {
                try (var line = new Scanner(in.nextLine())) {
                    System.out.println(run(Order.of(line)));
                }
            }
        }
    }

    private static String run(Order order) throws IOException, InterruptedException, ExecutionException {
        var request = Files.readAllBytes(order.request());
        var outcomes = new ArrayList<Outcome>();
        try (var threads = Executors.newFixedThreadPool(order.connections())) {
            var tasks = new ArrayList<Callable<Outcome>>();
            long start = System.nanoTime() + 50_000_000;
            for (int index = 0; index < order.connections(); index++) {
                int position = index;
                tasks.add(() -> connection(order, request, position, start));
            }
            for (var done : threads.invokeAll(tasks)) {
                outcomes.add(done.get());
            }
        }
        return summary(order, outcomes);
    }

    private static String summary(Order order, List<Outcome> outcomes) {
        var samples = Samples.together(outcomes.stream().map(Outcome::samples).toList());
        var answer = JsonNodeFactory.instance
                .objectNode()
                .put("calls", samples.count())
                .put("failures", outcomes.stream().mapToLong(Outcome::failures).sum())
                .put("perSecond", samples.count() / order.seconds())
                .put("p50", samples.percentile(0.5))
                .put("p99", samples.percentile(0.99))
                .put("max", samples.percentile(1));
        outcomes.stream()
                .flatMap(outcome -> outcome.failure().stream())
                .findFirst()
                .ifPresent(failure -> answer.put("failure", failure));
        return answer.toString();
    }

    private static Outcome connection(Order order, byte[] request, int position, long start) throws IOException {
        long interval = order.rate() == 0 ? 0 : 1_000_000_000L * order.connections() / order.rate();
        long end = start + (long) (order.seconds() * 1e9);
        var samples = new Samples();
        var caller = new Caller(order.port(), request);
        long due = start + position * interval / order.connections();
        sleepUntil(due);
        while (due < end) {
            caller.call();
            long now = System.nanoTime();
            samples.add(now - due);
            due = interval == 0 ? now : due + interval;
            sleepUntil(due);
        }
        caller.close();
        return new Outcome(samples, caller.failures, Optional.ofNullable(caller.failure));
    }

    /** Calls on one connection, and on a new one after a failure. */
    private static final class Caller implements AutoCloseable {
        private final int port;
        private final byte[] request;
        private KeepAlive connection;
        private long failures;
        private @Nullable String failure;

        Caller(int port, byte[] request) throws IOException {
            this.port = port;
            this.request = request;
            this.connection = new KeepAlive(port, request);
        }

        void call() throws IOException {
            try {
                if (!connection.call()) {
                    failed(connection.lastAnswer());
                }
            } catch (IOException broken) {
                failed(broken.toString());
                connection.close();
                connection = new KeepAlive(port, request);
            }
        }

        private void failed(String what) {
            failures++;
            failure = what;
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }

    private static void sleepUntil(long time) {
        for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
