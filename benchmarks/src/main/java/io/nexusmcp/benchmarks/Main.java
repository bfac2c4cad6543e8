package io.nexusmcp.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** {@code nexus bench}: measures the hub beside its floors and prints a table with the budgets. */
public final class Main {
    private static final int USAGE = 2;
    private static final String RESULTS = "nexus.bench.results";

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        try {
            run(Options.parse(List.of(arguments), Path.of(System.getProperty(RESULTS, "target/bench"))));
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(USAGE);
        }
    }

    private static void run(Options options) throws Exception {
        var folder = options.results().toAbsolutePath();
        var place = Workplace.of(folder.resolve("run"));
        var begun = Clock.systemUTC().instant();
        if (options.isWaiting()) {
            try (var waiting = new Waiting(options, place, System.out)) {
                System.out.printf("%n%s", Results.budgets(waiting.run()));
            }
            return;
        }
        var load = load();
        try (var bench = new Bench(options, place, System.out)) {
            var results = bench.run();
            System.out.printf("%n%s%nload average before: %s; after: %s%n", results.table(), load, load());
            System.out.println(write(folder, begun, results, load));
        }
    }

    private static Path write(Path folder, Instant begun, Results results, String load) throws IOException {
        var json = results.json();
        json.put("begun", begun.toString());
        json.put("loadBefore", load);
        json.put("processors", Runtime.getRuntime().availableProcessors());
        json.put("java", Runtime.version().toString());
        var file = folder.resolve(begun.toString().replace(':', '-') + ".json");
        return Files.writeString(file, json.toPrettyString());
    }

    private static String load() throws IOException {
        var file = Path.of("/proc/loadavg");
        return Files.exists(file) ? Files.readString(file).strip() : "unknown";
    }
}
