package io.nexusmcp.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Rows in columns as wide as they need, the last one cut at a bound. */
final class Table {
    private static final int MAX_WIDTH = 60;
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headings) {
        rows.add(List.of(headings));
    }

    void row(List<String> cells) {
        rows.add(cells.stream().map(Clean::line).map(Table::cut).toList());
    }

    void print(PrintWriter out) {
        int columns = rows.getFirst().size();
        var widths = new int[columns];
        for (var row : rows) {
            for (int at = 0; at < columns; at++) {
                widths[at] = Math.max(widths[at], row.get(at).length());
            }
        }
        for (var row : rows) {
            var line = new StringBuilder();
            for (int at = 0; at < columns; at++) {
                line.append(row.get(at))
                        .append(" ".repeat(widths[at] - row.get(at).length()))
                        .append(GAP);
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private static String cut(String cell) {
        if (cell.length() <= MAX_WIDTH) {
            return cell;
        }
        int end = Character.isHighSurrogate(cell.charAt(MAX_WIDTH - 2)) ? MAX_WIDTH - 2 : MAX_WIDTH - 1;
        return cell.substring(0, end) + "…";
    }
}
