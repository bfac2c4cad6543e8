package io.nexusmcp.hub.config;

import java.util.ArrayList;
import java.util.List;

/** Finds offsets into a text by line and column, both counted from 1. */
final class LineIndex {
    private final String text;
    private final List<Integer> starts = new ArrayList<>();

    LineIndex(String text) {
        this.text = text;
        starts.add(0);
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean isBreak = c == '\n' || c == '\r' && (at + 1 == text.length() || text.charAt(at + 1) != '\n');
            if (isBreak) {
                starts.add(at + 1);
            }
        }
    }

    /** A column counts code points, as YAML does. */
    int offset(int line, int column) {
        if (line > starts.size()) {
            return text.length();
        }
        int start = starts.get(line - 1);
        int available = text.codePointCount(start, start(line + 1));
        return text.offsetByCodePoints(start, Math.min(column - 1, available));
    }

    int lines() {
        return starts.size();
    }

    int start(int line) {
        return line > starts.size() ? text.length() : starts.get(line - 1);
    }

    /** The line without its break. */
    String line(int line) {
        var whole = text.substring(start(line), start(line + 1));
        return whole.stripTrailing();
    }
}
