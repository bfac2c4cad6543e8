package io.nexusmcp.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Scanner;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** Makes calls that each ask one question, as a process of its own. */
public final class QuestionLoad {
    private QuestionLoad() {}

    /**
     * What to send.
     *
     * @param call file with the bytes of the call
     * @param answer file with the bytes of the answer, in which {@link #HOLE} stands for what the question brought
     */
    record Order(int port, int connections, double seconds, Path call, Path answer) {
        String line() {
            return port + " " + connections + " " + seconds + " " + call + " " + answer;
        }

        static Order of(Scanner line) {
            return new Order(
                    Integer.parseInt(line.next()),
                    Integer.parseInt(line.next()),
                    Double.parseDouble(line.next()),
                    Path.of(line.next()),
                    Path.of(line.next()));
        }
    }

    static final String HOLE = "%WHAT-THE-QUESTION-BROUGHT%";

    /** Orders come as lines, and each is answered with the number of calls. */
    public static void main(String[] args) throws Exception {
        try (var in = new Scanner(System.in, UTF_8)) {
            while (in.hasNextLine()) {
                try (var line = new Scanner(in.nextLine())) {
                    System.out.println(run(Order.of(line)));
                }
            }
        }
    }

    private static long run(Order order) throws Exception {
        var call = Files.readString(order.call());
        var answer = Files.readString(order.answer());
        long calls = 0;
        try (var threads = Executors.newFixedThreadPool(order.connections())) {
            long end = System.nanoTime() + (long) (order.seconds() * 1e9);
            var tasks = new ArrayList<Callable<Long>>();
            for (int connection = 0; connection < order.connections(); connection++) {
                tasks.add(() -> connection(order.port(), call, answer, end));
            }
            for (var done : threads.invokeAll(tasks)) {
                calls += done.get();
            }
        }
        return calls;
    }

    private static long connection(int port, String call, String answer, long end) throws IOException {
        long calls = 0;
        try (var asked = new AskedCaller(port, call, answer)) {
            while (System.nanoTime() < end) {
                asked.call();
                calls++;
            }
        }
        return calls;
    }
}
