package io.nexusmcp.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run found.
 *
 * @param withCache milliseconds from exec to ready, start by start
 */
record Results(List<Measured> contenders, List<Double> withCache, List<Double> without) {
    static final String BARE = "bare Jetty";
    private static final String NGINX = "nginx";
    private static final String HUB = "hub";
    private static final String ROW = "%-18s %8s %9s %8s %8s %8s %8s %8s %8s%n";

    Results {
        contenders = List.copyOf(contenders);
        withCache = List.copyOf(withCache);
        without = List.copyOf(without);
    }

    String table() {
        var text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT, ROW, "", "CPU s/", "calls/s", "p50", "p99", "p50 at", "p99 at", "RSS", "RSS"));
        text.append(String.format(
                Locale.ROOT, ROW, "", "100k", "", "ms", "ms", "2,000/s", "2,000/s", "idle MB", "load MB"));
        contenders.forEach(one -> text.append(row(one)));
        text.append('\n');
        contenders.stream().filter(one -> one.name().startsWith(HUB)).forEach(hub -> compare(hub, text));
        budget(text, "ready with start-up cache", median(withCache) / 1_000, 0.6, "s");
        budget(text, "ready without", median(without) / 1_000, 1, "s");
        return text.toString();
    }

    static String budgets(List<Waiting.Figure> figures) {
        var text = new StringBuilder();
        figures.forEach(figure -> budget(text, figure.what(), figure.value(), figure.most(), figure.unit()));
        return text.toString();
    }

    private static String row(Measured one) {
        return String.format(
                Locale.ROOT,
                ROW,
                one.name(),
                number(one.median(Measured.Round::cpu)),
                String.format(Locale.ROOT, "%,.0f", one.median(Measured.Round::perSecond)),
                number(one.median(round -> round.saturated().p50())),
                number(one.median(round -> round.saturated().p99())),
                number(one.median(round -> round.fixed().p50())),
                number(one.median(round -> round.fixed().p99())),
                number(one.idleMegabytes()),
                number(most(one)));
    }

    private void compare(Measured hub, StringBuilder text) {
        named(BARE).ifPresent(bare -> {
            budget(text, hub.name() + ": CPU to bare Jetty", ratio(hub, bare, Measured.Round::cpu), 1.5, "x");
            budget(
                    text,
                    hub.name() + ": p99 at 2,000/s to bare Jetty",
                    ratio(hub, bare, round -> round.fixed().p99()),
                    1.5,
                    "x");
        });
        named(NGINX)
                .ifPresent(nginx ->
                        budget(text, hub.name() + ": CPU to nginx", ratio(hub, nginx, Measured.Round::cpu), 6, "x"));
        budget(
                text,
                hub.name() + ": p99 at saturation",
                hub.median(round -> round.saturated().p99()),
                10,
                "ms");
        budget(text, hub.name() + ": memory idle", hub.idleMegabytes(), 150, "MB");
        budget(text, hub.name() + ": memory under load", most(hub), 256, "MB");
    }

    /** The ratio of each round, so that what slows a whole round slows both. */
    private static double ratio(Measured hub, Measured floor, ToDoubleFunction<Measured.Round> figure) {
        var ratios = new double[hub.rounds().size()];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] = figure.applyAsDouble(hub.rounds().get(round))
                    / figure.applyAsDouble(floor.rounds().get(round));
        }
        return Measured.median(ratios);
    }

    private static double most(Measured one) {
        return one.rounds().stream()
                .mapToDouble(round -> Math.max(round.megabytes(), round.fixedMegabytes()))
                .max()
                .orElse(Double.NaN);
    }

    private static void budget(StringBuilder text, String what, double value, double most, String unit) {
        text.append(String.format(
                Locale.ROOT,
                "%-50s %8s %-3s budget %5s  %s%n",
                what,
                number(value),
                unit,
                number(most),
                value <= most ? "kept" : "MISSED"));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }

    private Optional<Measured> named(String name) {
        return contenders.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    private static double median(List<Double> values) {
        return Measured.median(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    ObjectNode json() {
        return new JsonMapper().valueToTree(this);
    }
}
