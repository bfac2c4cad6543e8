package io.nexusmcp.hub.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word a misspelt one was probably meant to be. */
final class Nearest {
    private static final int LETTERS_FOR_EACH_SLIP = 3;

    private Nearest() {}

    /** Empty when none is close. */
    static Optional<String> of(String word, Collection<String> known) {
        return known.stream()
                .filter(candidate -> distance(plain(word), plain(candidate)) <= allowed(candidate))
                .min(Comparator.comparingInt((String candidate) -> distance(plain(word), plain(candidate)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Equal but for case, hyphens and underscores. */
    static boolean same(String word, String other) {
        return plain(word).equals(plain(other));
    }

    private static int allowed(String candidate) {
        return Math.max(1, plain(candidate).length() / LETTERS_FOR_EACH_SLIP);
    }

    private static String plain(String word) {
        var cut = word.length() > 100 ? word.substring(0, 100) : word;
        return cut.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /** Letters to insert, remove, replace or swap with their neighbour. */
    static int distance(String from, String to) {
        var rows = new int[from.length() + 1][to.length() + 1];
        for (int row = 0; row <= from.length(); row++) {
            rows[row][0] = row;
        }
        for (int column = 0; column <= to.length(); column++) {
            rows[0][column] = column;
        }
        for (int row = 1; row <= from.length(); row++) {
            for (int column = 1; column <= to.length(); column++) {
                int same = from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1;
                int least = Math.min(rows[row - 1][column], rows[row][column - 1]) + 1;
                least = Math.min(least, rows[row - 1][column - 1] + same);
                if (isSwap(from, to, row, column)) {
                    least = Math.min(least, rows[row - 2][column - 2] + 1);
                }
                rows[row][column] = least;
            }
        }
        return rows[from.length()][to.length()];
    }

    private static boolean isSwap(String from, String to, int row, int column) {
        return row > 1
                && column > 1
                && from.charAt(row - 1) == to.charAt(column - 2)
                && from.charAt(row - 2) == to.charAt(column - 1);
    }
}
