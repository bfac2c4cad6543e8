package io.nexusmcp.benchmarks;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;

/**
 * How long a run takes.
 *
 * @param seconds of each measurement
 * @param warmUpSeconds of each contender before the first round
 * @param isWaiting whether waiting is measured, and not calls
 * @param streams how many idle streams are opened then
 */
record Options(
        int rounds, double seconds, double warmUpSeconds, int starts, boolean isWaiting, int streams, Path results) {
    static final String USAGE = """
        usage: nexus bench [--quick] [--rounds N] [--seconds N] [--warm-up N] [--starts N] [--results FOLDER]
               nexus bench --waiting [--streams N] [--quick] [--rounds N] [--seconds N] [--warm-up N]
        """;
    static final int CONNECTIONS = 16;
    static final int RATE = 2_000;
    private static final int STREAMS = 10_000;
    private static final int FEW_STREAMS = 1_000;

    static Options parse(List<String> arguments, Path results) {
        var options = new Options(5, 8, 20, 5, false, STREAMS, results);
        var rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            options = options.with(rest.pop(), rest);
        }
        return options;
    }

    private Options with(String name, ArrayDeque<String> rest) {
        return switch (name) {
            case "--quick" -> new Options(1, 2, 3, 1, isWaiting, FEW_STREAMS, results);
            case "--waiting" -> new Options(rounds, seconds, warmUpSeconds, starts, true, streams, results);
            case "--streams" -> new Options(rounds, seconds, warmUpSeconds, starts, true, many(name, rest), results);
            case "--rounds" ->
                new Options(count(name, rest), seconds, warmUpSeconds, starts, isWaiting, streams, results);
            case "--seconds" ->
                new Options(rounds, number(name, rest), warmUpSeconds, starts, isWaiting, streams, results);
            case "--warm-up" -> new Options(rounds, seconds, number(name, rest), starts, isWaiting, streams, results);
            case "--starts" ->
                new Options(rounds, seconds, warmUpSeconds, count(name, rest), isWaiting, streams, results);
            case "--results" ->
                new Options(rounds, seconds, warmUpSeconds, starts, isWaiting, streams, Path.of(value(name, rest)));
            default -> throw new IllegalArgumentException("unknown option " + name + "\n" + USAGE);
        };
    }

    private static String value(String name, ArrayDeque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(name + " needs a value\n" + USAGE);
        }
        return rest.pop();
    }

    private static double number(String name, ArrayDeque<String> rest) {
        var text = value(name, rest);
        try {
            double number = Double.parseDouble(text);
            if (number > 0 && number <= 3_600) {
                return number;
            }
        } catch (NumberFormatException _) {
            // said below like every other value that is wrong
        }
        throw new IllegalArgumentException(name + " needs a number from 0 to 3600, not " + text + "\n" + USAGE);
    }

    private static int many(String name, ArrayDeque<String> rest) {
        var text = value(name, rest);
        if (text.matches("[1-9][0-9]{0,4}") && Integer.parseInt(text) <= STREAMS) {
            return Integer.parseInt(text);
        }
        throw new IllegalArgumentException(
                name + " needs a number from 1 to " + STREAMS + ", not " + text + "\n" + USAGE);
    }

    private static int count(String name, ArrayDeque<String> rest) {
        return (int) Math.max(1, number(name, rest));
    }
}
