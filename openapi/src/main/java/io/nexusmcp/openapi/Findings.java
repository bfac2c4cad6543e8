package io.nexusmcp.openapi;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is found, so that it can be told at once; only so much of it that somebody may read it. */
final class Findings {
    private static final int MAX_OF_A_KIND = 50;
    private static final int MAX_TEXT = 100;

    private static final Comparator<Finding> BY_PLACE =
            Comparator.comparingInt(Findings::line).thenComparingInt(Findings::column);

    private final Set<Finding> errors = new LinkedHashSet<>();
    private final Set<Finding> warnings = new LinkedHashSet<>();
    private int moreErrors;
    private int moreWarnings;

    void error(Spot spot, String what, String mend) {
        error(new Finding.Place.Document(spot.line(), spot.column()), what, mend);
    }

    void error(Finding.Place place, String what, String mend) {
        if (errors.size() < MAX_OF_A_KIND) {
            errors.add(new Finding(true, place, what, mend));
        } else {
            moreErrors++;
        }
    }

    void setting(String key, String what, String mend) {
        error(new Finding.Place.Settings(key), what, mend);
    }

    void warn(Spot spot, String what, String mend) {
        if (warnings.size() < MAX_OF_A_KIND) {
            warnings.add(new Finding(false, new Finding.Place.Document(spot.line(), spot.column()), what, mend));
        } else {
            moreWarnings++;
        }
    }

    boolean hasErrors() {
        return !errors.isEmpty();
    }

    int errors() {
        return errors.size() + moreErrors;
    }

    /** Errors first; in the order of the document, then what is in the settings. */
    List<Finding> all() {
        var all = new ArrayList<Finding>();
        errors.stream().sorted(BY_PLACE).forEach(all::add);
        warnings.stream().sorted(BY_PLACE).forEach(all::add);
        var top = new Finding.Place.Document(Spot.TOP.line(), Spot.TOP.column());
        if (moreErrors > 0) {
            all.add(new Finding(true, top, "and " + moreErrors + " more errors", ""));
        }
        if (moreWarnings > 0) {
            all.add(new Finding(false, top, "and " + moreWarnings + " more warnings", ""));
        }
        return List.copyOf(all);
    }

    private static int line(Finding finding) {
        return finding.place() instanceof Finding.Place.Document(int line, var _) ? line : Integer.MAX_VALUE;
    }

    private static int column(Finding finding) {
        return finding.place() instanceof Finding.Place.Document(var _, int column) ? column : 0;
    }

    /** A name from the document as a part of a message: short, and on one line. */
    static String quoted(String name) {
        var plain = new StringBuilder();
        name.codePoints()
                .limit(MAX_TEXT)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }
}
