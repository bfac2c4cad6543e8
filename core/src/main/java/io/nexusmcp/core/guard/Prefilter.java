package io.nexusmcp.core.guard;

import dk.brics.automaton.Automaton;
import dk.brics.automaton.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says in one pass over a text's bytes whether one of some regular expressions may match in it: never no when one does.
 * Counts are cut short and everything beyond ASCII counts as one character, so yes may be wrong.
 */
final class Prefilter {
    private static final int MAX_STATES = 6_000;
    private static final int SYMBOLS = PatternShape.BEYOND_ASCII + 1;

    /** For each state and symbol the next state; -1 when a match has ended. Empty: every text may match. */
    private final Optional<short[]> table;

    private Prefilter(Optional<short[]> table) {
        this.table = table;
    }

    /** For expressions by their shapes; an absent one is an expression of which nothing is known. */
    static Prefilter of(List<Optional<Automaton>> shapes) {
        if (shapes.stream().anyMatch(Optional::isEmpty)) {
            return new Prefilter(Optional.empty());
        }
        var starts = new HashSet<State>();
        for (var shape : shapes) {
            var automaton = shape.orElseThrow();
            automaton.expandSingleton();
            starts.add(automaton.getInitialState());
        }
        return new Prefilter(new Subsets(starts).table());
    }

    /** Whether it ever says no. */
    boolean isSharp() {
        return table.isPresent();
    }

    boolean mayMatch(byte[] text, int from, int to) {
        if (table.isEmpty()) {
            return true;
        }
        var next = table.get();
        int state = 0;
        for (int at = from; at < to; at++) {
            byte b = text[at];
            state = next[state * SYMBOLS + (b >= 0 ? b : PatternShape.BEYOND_ASCII)];
            if (state < 0) {
                return true;
            }
        }
        return false;
    }

    /** The subset construction, where a match may start at every byte; given up when it grows too large. */
    private static final class Subsets {
        private final Set<State> starts;
        private final Map<Set<State>, Short> numbers = new HashMap<>();
        private final List<Set<State>> found = new ArrayList<>();

        Subsets(Set<State> starts) {
            this.starts = starts;
            number(starts);
        }

        Optional<short[]> table() {
            var rows = new ArrayList<short[]>();
            for (int at = 0; at < found.size(); at++) {
                if (found.size() > MAX_STATES) {
                    return Optional.empty();
                }
                rows.add(row(found.get(at)));
            }
            var table = new short[rows.size() * SYMBOLS];
            for (int row = 0; row < rows.size(); row++) {
                System.arraycopy(rows.get(row), 0, table, row * SYMBOLS, SYMBOLS);
            }
            return Optional.of(table);
        }

        private short[] row(Set<State> from) {
            var row = new short[SYMBOLS];
            for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                var next = new HashSet<>(starts);
                for (var state : from) {
                    state.step((char) symbol, next);
                }
                row[symbol] = next.stream().anyMatch(State::isAccept) ? -1 : number(next);
            }
            return row;
        }

        private short number(Set<State> states) {
            var known = numbers.get(states);
            if (known != null) {
                return known;
            }
            short number = (short) found.size();
            numbers.put(states, number);
            found.add(states);
            return number;
        }
    }
}
