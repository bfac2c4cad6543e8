package io.nexusmcp.core.guard;

import dk.brics.automaton.Automaton;
import dk.brics.automaton.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
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

    /** For one expression: as sharp as its size allows. */
    static Prefilter of(String pattern) {
        var sharp = of(List.of(PatternShape.of(pattern, PatternShape.MANY_REPEATS)));
        return sharp.isSharp() ? sharp : of(List.of(PatternShape.of(pattern, PatternShape.FEW_REPEATS)));
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

    /**
     * The subset construction, where a match may start at every byte; given up when it grows too large. Start states are
     * in every set and left out of all of them; symbols that no state tells apart share a column while it runs.
     */
    private static final class Subsets {
        private final Map<State, Integer> states = new HashMap<>();
        private final List<State> order = new ArrayList<>();
        private final BitSet starts = new BitSet();
        private final BitSet accepting = new BitSet();
        private final int[] columnOf = new int[SYMBOLS];
        private final int columns;
        private final BitSet[][] targets;
        private final Map<BitSet, Integer> numbers = new HashMap<>();
        private final List<BitSet> found = new ArrayList<>();

        Subsets(Set<State> initial) {
            initial.forEach(state -> starts.set(idOf(state)));
            var cuts = new BitSet();
            for (int id = 0; id < order.size(); id++) {
                for (var transition : order.get(id).getTransitions()) {
                    idOf(transition.getDest());
                    cuts.set(Math.min(transition.getMin(), SYMBOLS));
                    cuts.set(Math.min(transition.getMax() + 1, SYMBOLS));
                }
            }
            int column = 0;
            for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                column += symbol > 0 && cuts.get(symbol) ? 1 : 0;
                columnOf[symbol] = column;
            }
            columns = column + 1;
            targets = order.stream().map(this::targets).toArray(BitSet[][]::new);
            number(new BitSet());
        }

        private int idOf(State state) {
            var known = states.get(state);
            if (known != null) {
                return known;
            }
            int id = order.size();
            states.put(state, id);
            order.add(state);
            accepting.set(id, state.isAccept());
            return id;
        }

        private BitSet[] targets(State state) {
            var targets = new BitSet[columns];
            Arrays.setAll(targets, column -> new BitSet());
            for (var transition : state.getTransitions()) {
                int last = columnOf[Math.min(transition.getMax(), SYMBOLS - 1)];
                for (int column = columnOf[transition.getMin()]; column <= last; column++) {
                    targets[column].set(idOf(transition.getDest()));
                }
            }
            return targets;
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
            for (int at = 0; at < table.length; at++) {
                table[at] = rows.get(at / SYMBOLS)[columnOf[at % SYMBOLS]];
            }
            return Optional.of(table);
        }

        private short[] row(BitSet from) {
            var sources = (BitSet) starts.clone();
            sources.or(from);
            var row = new short[columns];
            for (int column = 0; column < columns; column++) {
                int place = column;
                var next = new BitSet();
                sources.stream().forEach(source -> next.or(targets[source][place]));
                row[column] = next.intersects(accepting) ? -1 : (short) number(next);
            }
            return row;
        }

        private int number(BitSet next) {
            next.andNot(starts);
            var known = numbers.get(next);
            if (known != null) {
                return known;
            }
            int number = found.size();
            numbers.put(next, number);
            found.add(next);
            return number;
        }
    }
}
