package io.nexusmcp.core.guard;

import dk.brics.automaton.Automaton;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Reads a regular expression of RE2 into an automaton that accepts at least what it matches. Text positions such as
 * {@code \b} are taken to hold everywhere; what this reader does not know makes it give up.
 */
final class PatternShape {
    /** Stands for every byte of a character beyond ASCII. */
    static final char BEYOND_ASCII = '\u0080';

    static final int MANY_REPEATS = 16;
    static final int FEW_REPEATS = 3;
    private static final int MOST_ATOMS = 16;
    private static final int MOST_STATES = 400;
    private static final int DEEPEST = 20;

    private final String source;
    private final int mostRepeats;
    private int at;
    private int depth;
    private boolean ignoresCase;
    private boolean hasProperty;

    private static final class Unknown extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unknown() {
            super("not understood", null, false, false);
        }
    }

    private PatternShape(String source, int mostRepeats) {
        this.source = source;
        this.mostRepeats = mostRepeats;
    }

    /** With counted repeats written out up to a number; beyond, they may go on for ever. */
    static Optional<Automaton> of(String source, int mostRepeats) {
        try {
            var shape = new PatternShape(source, mostRepeats);
            var automaton = shape.alternatives();
            return shape.at == source.length() ? Optional.of(automaton) : Optional.empty();
        } catch (Unknown | StringIndexOutOfBoundsException _) {
            return Optional.empty();
        }
    }

    private boolean hasMore() {
        return at < source.length();
    }

    private boolean eats(String expected) {
        if (source.startsWith(expected, at)) {
            at += expected.length();
            return true;
        }
        return false;
    }

    private Automaton alternatives() {
        if (++depth > DEEPEST) {
            throw new Unknown();
        }
        var branches = new ArrayList<Automaton>();
        do {
            branches.add(sequence());
        } while (eats("|"));
        depth--;
        return Automaton.union(branches);
    }

    /** A sequence, cut after some atoms: what follows may be anything. */
    private Automaton sequence() {
        var parts = new ArrayList<Automaton>();
        while (hasMore() && source.charAt(at) != '|' && source.charAt(at) != ')') {
            var part = repeated(atom());
            if (parts.size() < MOST_ATOMS) {
                parts.add(part);
            } else if (parts.size() == MOST_ATOMS) {
                parts.add(Automaton.makeAnyString());
            }
        }
        return Automaton.concatenate(parts);
    }

    private Automaton repeated(Automaton atom) {
        var result = atom;
        while (hasMore()) {
            if (result.getNumberOfStates() > MOST_STATES) {
                throw new Unknown();
            }
            if (eats("*")) {
                result = result.repeat();
            } else if (eats("+")) {
                result = result.repeat(1);
            } else if (eats("?")) {
                result = result.optional();
            } else if (source.charAt(at) == '{') {
                result = counted(result);
            } else {
                break;
            }
            eats("?");
        }
        return result;
    }

    private Automaton counted(Automaton atom) {
        int close = source.indexOf('}', at);
        var bounds = close < 0 ? "" : source.substring(at + 1, close);
        if (!bounds.matches("\\d{1,4}(,(\\d{1,4})?)?")) {
            throw new Unknown();
        }
        at = close + 1;
        int comma = bounds.indexOf(',');
        int min = Integer.parseInt(comma < 0 ? bounds : bounds.substring(0, comma));
        boolean hasMax = comma < 0 || comma < bounds.length() - 1;
        int max = !hasMax ? Integer.MAX_VALUE : Integer.parseInt(bounds.substring(comma + 1));
        return max <= mostRepeats ? atom.repeat(min, max) : atom.repeat(Math.min(min, mostRepeats));
    }

    private Automaton atom() {
        char c = source.charAt(at++);
        return switch (c) {
            case '(' -> group();
            case '[' -> oneOf(characterClass());
            case '.' -> oneOf(all());
            case '^', '$' -> Automaton.makeEmptyString();
            case '\\' -> escape();
            case '*', '+', '?', '{' -> throw new Unknown();
            default -> literal(c);
        };
    }

    private Automaton group() {
        boolean before = ignoresCase;
        if (eats("?")) {
            if (eats("i")) {
                ignoresCase = true;
                if (eats(")")) {
                    return Automaton.makeEmptyString();
                }
            }
            if (!eats(":")) {
                throw new Unknown();
            }
        }
        var inside = alternatives();
        if (!eats(")")) {
            throw new Unknown();
        }
        ignoresCase = before;
        return inside;
    }

    private Automaton literal(char c) {
        if (c >= 128) {
            return beyondAscii();
        }
        var set = new BitSet(129);
        add(set, c, c);
        return oneOf(set);
    }

    private void add(BitSet set, int first, int last) {
        set.set(Math.min(first, 128), Math.min(last, 128) + 1);
        if (ignoresCase) {
            for (int c = Math.max(first, 'A'); c <= Math.min(last, 'z'); c++) {
                if (Character.isLetter(c)) {
                    set.set(c ^ 0x20);
                }
            }
            set.set(128);
        }
    }

    private Automaton escape() {
        char c = source.charAt(at++);
        if (c == 'b' || c == 'B' || c == 'A' || c == 'z') {
            return Automaton.makeEmptyString();
        }
        var set = new BitSet(129);
        escaped(c, set);
        return oneOf(set);
    }

    private void escaped(char c, BitSet set) {
        switch (c) {
            case 'd' -> set.set('0', '9' + 1);
            case 'w' -> word(set);
            case 's' -> List.of('\t', '\n', '\f', '\r', ' ').forEach(set::set);
            case 'D', 'W', 'S' -> complement(Character.toLowerCase(c), set);
            case 'n' -> set.set('\n');
            case 'r' -> set.set('\r');
            case 't' -> set.set('\t');
            case 'p', 'P' -> property(set);
            default -> {
                if (Character.isLetterOrDigit(c) || c >= 128) {
                    throw new Unknown();
                }
                set.set(c);
            }
        }
    }

    private static void word(BitSet set) {
        set.set('0', '9' + 1);
        set.set('A', 'Z' + 1);
        set.set('a', 'z' + 1);
        set.set('_');
    }

    private void complement(char of, BitSet set) {
        var inner = new BitSet(129);
        escaped(of, inner);
        inner.flip(0, 129);
        set.or(inner);
    }

    /** A Unicode property may hold for any character. */
    private void property(BitSet set) {
        at = source.charAt(at) == '{' ? source.indexOf('}', at) + 1 : at + 1;
        hasProperty = true;
        set.or(all());
    }

    private static BitSet all() {
        var all = new BitSet(129);
        all.set(0, 129);
        return all;
    }

    private BitSet characterClass() {
        var set = new BitSet(129);
        boolean isNegated = eats("^");
        hasProperty = false;
        boolean isFirst = true;
        while (source.charAt(at) != ']' || isFirst) {
            isFirst = false;
            classItem(set);
        }
        at++;
        if (hasProperty) {
            return all();
        }
        if (isNegated) {
            set.flip(0, 128);
            set.set(128);
        }
        return set;
    }

    private void classItem(BitSet set) {
        char c = source.charAt(at++);
        if (c == '[') {
            throw new Unknown();
        }
        if (c == '\\') {
            char escaped = source.charAt(at++);
            if ("dwsDWSpP".indexOf(escaped) >= 0) {
                escaped(escaped, set);
                return;
            }
            var one = new BitSet(129);
            escaped(escaped, one);
            c = (char) one.nextSetBit(0);
        }
        if (source.charAt(at) == '-' && source.charAt(at + 1) != ']') {
            at++;
            char last = source.charAt(at++);
            if (last == '\\') {
                var one = new BitSet(129);
                escaped(source.charAt(at++), one);
                if (one.cardinality() != 1) {
                    throw new Unknown();
                }
                last = (char) one.nextSetBit(0);
            }
            add(set, c, last);
        } else {
            add(set, c, c);
        }
    }

    /** One character of a set; one beyond ASCII is as many bytes as it likes. */
    private static Automaton oneOf(BitSet set) {
        var parts = new ArrayList<Automaton>();
        for (int first = set.nextSetBit(0); first >= 0 && first < 128; ) {
            int after = Math.min(set.nextClearBit(first), 128);
            parts.add(Automaton.makeCharRange((char) first, (char) (after - 1)));
            first = set.nextSetBit(after);
        }
        if (set.get(128)) {
            parts.add(beyondAscii());
        }
        return Automaton.union(parts);
    }

    private static Automaton beyondAscii() {
        return Automaton.makeChar(BEYOND_ASCII).repeat(1);
    }
}
