package io.nexusmcp.core.guard;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds issued secrets where a word starts: known shapes, JSON Web Tokens and private keys. */
final class Tokens {
    private static final byte[] JWT = "eyJ".getBytes(US_ASCII);
    private static final byte[] BEGIN = "-----BEGIN ".getBytes(US_ASCII);
    private static final byte[] END = "-----END ".getBytes(US_ASCII);
    private static final String PRIVATE = "PRIVATE KEY";
    private static final int LONGEST_PEM_LABEL = 64;
    private static final int SHORTEST_JWT_PART = 10;

    /** Shapes by their first two bytes. */
    private static final Candidate[][] BY_PAIR = byPair();

    private Tokens() {}

    private static final class Candidate {
        final byte[] prefix;
        final Ascii alphabet;
        final int min;
        final int max;
        final boolean isJwt;

        Candidate(byte[] prefix, Ascii alphabet, int min, int max) {
            this.prefix = prefix;
            this.alphabet = alphabet;
            this.min = min;
            this.max = max;
            this.isJwt = Arrays.equals(prefix, JWT);
        }
    }

    private static Candidate[][] byPair() {
        var lists = new ArrayList<List<Candidate>>();
        for (int pair = 0; pair < 1 << 14; pair++) {
            lists.add(List.of());
        }
        for (var shape : TokenShape.KNOWN) {
            var prefix = shape.prefixBytes();
            int pair = prefix[0] << 7 | prefix[1];
            var list = new ArrayList<>(lists.get(pair));
            list.add(new Candidate(prefix, Ascii.of(shape.alphabet()), shape.min(), shape.max()));
            lists.set(pair, list);
        }
        lists.set(JWT[0] << 7 | JWT[1], List.of(new Candidate(JWT, Ascii.BASE64_URL, 0, 0)));
        return lists.stream().map(list -> list.toArray(Candidate[]::new)).toArray(Candidate[][]::new);
    }

    /** Looks at a word's start; gives where to go on. */
    static int atWord(byte[] text, int at, int to, Hits hits) {
        if (at + 1 >= to || text[at + 1] < 0) {
            return at;
        }
        var candidates = BY_PAIR[text[at] << 7 | text[at + 1]];
        for (var candidate : candidates) {
            if (Ascii.startsWith(text, at, to, candidate.prefix)) {
                int end = candidate.isJwt ? jwtEnd(text, at, to, hits) : end(candidate, text, at, to, hits);
                if (end > at) {
                    hits.add(at, end, Sensitive.SECRET);
                    return end;
                }
            }
        }
        return at;
    }

    private static int end(Candidate candidate, byte[] text, int at, int to, Hits hits) {
        int start = at + candidate.prefix.length;
        int end = candidate.alphabet.runEnd(text, start, to);
        hits.spend(end - at);
        int length = end - start;
        return length >= candidate.min && length <= candidate.max ? end : -1;
    }

    private static int jwtEnd(byte[] text, int at, int to, Hits hits) {
        int end = at;
        int parts = 0;
        while (parts < 5) {
            int start = end;
            end = Ascii.BASE64_URL.runEnd(text, start, to);
            hits.spend(end - start + 1);
            if (parts < 2 && end - start < SHORTEST_JWT_PART) {
                return -1;
            }
            parts++;
            if (end == to || text[end] != '.') {
                break;
            }
            end++;
        }
        return parts >= 3 ? end : -1;
    }

    /** Looks at five hyphens; a private key without an end reaches to the end of the text. */
    static int atHyphen(byte[] text, int at, int to, Hits hits) {
        if (!Ascii.startsWith(text, at, to, BEGIN)) {
            return at;
        }
        int label = at + BEGIN.length;
        int length = Math.min(to - label, LONGEST_PEM_LABEL);
        hits.spend(length);
        if (!new String(text, label, length, US_ASCII).contains(PRIVATE)) {
            return at;
        }
        int end = indexOf(text, label, to, END);
        int close = end < 0 ? to : Math.min(to, endOfLine(text, end + END.length, to));
        hits.spend(close - at);
        hits.add(at, close, Sensitive.SECRET);
        return close;
    }

    private static int endOfLine(byte[] text, int from, int to) {
        int at = from;
        while (at + 5 <= to && text[at] != '-' && text[at] != '\n') {
            at++;
        }
        while (at < to && text[at] == '-') {
            at++;
        }
        return at;
    }

    private static int indexOf(byte[] text, int from, int to, byte[] wanted) {
        for (int at = from; at + wanted.length <= to; at++) {
            if (text[at] == wanted[0] && Ascii.startsWith(text, at, to, wanted)) {
                return at;
            }
        }
        return -1;
    }
}
