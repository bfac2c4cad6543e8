package io.nexusmcp.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What all rounds gave for one contender; every figure is the median of its rounds. */
record Measured(String name, double idleMegabytes, List<Round> rounds) {
    /**
     * One round.
     *
     * @param cpu seconds per 100,000 calls at saturation
     * @param fixedCpu the same at the fixed rate
     */
    record Round(
            double cpu,
            double perSecond,
            Latency saturated,
            double fixedCpu,
            Latency fixed,
            double megabytes,
            double fixedMegabytes) {}

    /** In milliseconds. */
    record Latency(double p50, double p99, double max) {}

    Measured {
        rounds = List.copyOf(rounds);
    }

    Measured with(Round round) {
        var more = new ArrayList<>(rounds);
        more.add(round);
        return new Measured(name, idleMegabytes, more);
    }

    double median(ToDoubleFunction<Round> figure) {
        return median(rounds.stream().mapToDouble(figure).toArray());
    }

    static double median(double... values) {
        if (values.length == 0) {
            return Double.NaN;
        }
        var sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
