package io.nexusmcp.benchmarks;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;

/**
 * What a run does.
 *
 * @param seconds of each measurement
 * @param warmUpSeconds of each contender before the first round
 */
record Options(int rounds, double seconds, double warmUpSeconds, int starts, Path results) {
    static final String USAGE =
            "usage: nexus bench [--quick] [--rounds N] [--seconds N] [--warm-up N] [--starts N] [--results FOLDER]";
    static final int CONNECTIONS = 16;
    static final int RATE = 2_000;

    static Options parse(List<String> arguments, Path results) {
        var options = new Options(5, 8, 20, 5, results);
        var rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            options = options.with(rest.pop(), rest);
        }
        return options;
    }

    private Options with(String name, ArrayDeque<String> rest) {
        return switch (name) {
            case "--quick" -> new Options(1, 2, 3, 1, results);
            case "--rounds" -> new Options(count(name, rest), seconds, warmUpSeconds, starts, results);
            case "--seconds" -> new Options(rounds, number(name, rest), warmUpSeconds, starts, results);
            case "--warm-up" -> new Options(rounds, seconds, number(name, rest), starts, results);
            case "--starts" -> new Options(rounds, seconds, warmUpSeconds, count(name, rest), results);
            case "--results" -> new Options(rounds, seconds, warmUpSeconds, starts, Path.of(value(name, rest)));
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

    private static int count(String name, ArrayDeque<String> rest) {
        return (int) Math.max(1, number(name, rest));
    }
}
