package io.nexusmcp.adminplane.metrics;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The values one label may take: the first ones that come, up to a bound; all later ones share {@value #OTHER}, so
 * that nobody can grow the metrics without end.
 */
final class LabelValues {
    static final String OTHER = "other";
    private static final int MAX_LENGTH = 48;

    private final int max;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    LabelValues(int max) {
        this.max = max;
    }

    /** The value itself if it is one of the bounded set. */
    String bounded(String value) {
        if (known.contains(value)) {
            return value;
        }
        synchronized (known) {
            if (known.size() >= max) {
                return OTHER;
            }
            known.add(value);
            return value;
        }
    }

    /** A rule or limit as a word: lower case, everything but letters and digits an underscore. */
    String word(String text) {
        var word = new StringBuilder(MAX_LENGTH);
        for (char c : text.toLowerCase(Locale.ROOT).toCharArray()) {
            if (word.length() == MAX_LENGTH) {
                break;
            }
            word.append(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' ? c : '_');
        }
        return bounded(word.toString());
    }
}
