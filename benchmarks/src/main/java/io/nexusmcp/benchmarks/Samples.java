package io.nexusmcp.benchmarks;

import java.util.Arrays;
import java.util.List;

/** Latencies of one thread in nanoseconds; not for use by many. */
final class Samples {
    private long[] nanos = new long[1 << 12];
    private int size;

    void add(long sample) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * size);
        }
        nanos[size++] = sample;
    }

    static Samples together(List<Samples> parts) {
        var all = new Samples();
        parts.forEach(part -> Arrays.stream(part.nanos, 0, part.size).forEach(all::add));
        Arrays.sort(all.nanos, 0, all.size);
        return all;
    }

    int count() {
        return size;
    }

    /** In milliseconds; for what {@link #together} gave, which is sorted. */
    double percentile(double share) {
        return size == 0 ? 0 : nanos[Math.min(size - 1, (int) (share * size))] / 1e6;
    }
}
