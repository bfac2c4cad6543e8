package io.nexusmcp.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the kernel counted for a process and its children, from {@code /proc}. */
final class ProcessStat {
    private static final double TICKS_PER_SECOND = 100;
    private static final int USER_TIME = 11;

    private ProcessStat() {}

    /** User and system time in seconds. */
    static double cpuSeconds(ProcessHandle process) {
        return tree(process).mapToDouble(ProcessStat::ownCpuSeconds).sum();
    }

    /** Resident memory in MB. */
    static double residentMegabytes(ProcessHandle process) {
        return tree(process).mapToDouble(ProcessStat::ownMegabytes).sum();
    }

    private static Stream<ProcessHandle> tree(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants());
    }

    private static double ownCpuSeconds(ProcessHandle process) {
        var line = read(process, "stat");
        var fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1])) / TICKS_PER_SECOND;
    }

    private static double ownMegabytes(ProcessHandle process) {
        return read(process, "status")
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                .sum();
    }

    private static String read(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
