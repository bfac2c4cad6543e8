package io.nexusmcp.store.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * What chains a line: its number, its kind and the hash of the line before. The log's own lines are signed as well.
 *
 * @param mac the signature in hexadecimal; empty on events
 * @param signedLength how many bytes of the line the signature covers
 */
record Link(long sequence, String kind, String prev, String mac, int signedLength) {
    static final String SEGMENT = "segment";
    static final String CHECKPOINT = "checkpoint";
    static final String RETENTION = "retention";
    static final String RECOVERY = "recovery";
    static final String NO_LINE = "0".repeat(64);
    static final int MAX_LINE_BYTES = 1 << 16;

    private static final Set<String> OWN_KINDS = Set.of(SEGMENT, CHECKPOINT, RETENTION, RECOVERY);
    private static final Set<String> EVENT_KINDS = Set.of("mcp", "admin", "system");
    private static final byte[] START = "{\"v\":1,\"seq\":".getBytes(US_ASCII);
    private static final byte[] KIND = ",\"kind\":\"".getBytes(US_ASCII);
    private static final byte[] PREV = ",\"prev\":\"".getBytes(US_ASCII);
    private static final byte[] MAC = "\",\"mac\":\"".getBytes(US_ASCII);
    private static final byte[] END = "\"}".getBytes(US_ASCII);
    private static final int HASH_LENGTH = 64;
    private static final int MAX_DIGITS = 18;
    private static final int MAX_KIND_LENGTH = 16;

    boolean isSigned() {
        return OWN_KINDS.contains(kind);
    }

    /** Empty for anything the log did not write: the form is exact, spaces and order included. */
    static Optional<Link> parse(byte[] bytes, int start, int end) {
        int digits = start + START.length;
        if (end - start > MAX_LINE_BYTES || !has(START, bytes, start, end) || !has(END, bytes, end - END.length, end)) {
            return Optional.empty();
        }
        int afterDigits = digits;
        while (afterDigits < end && bytes[afterDigits] >= '0' && bytes[afterDigits] <= '9') {
            afterDigits++;
        }
        if (afterDigits == digits || afterDigits - digits > MAX_DIGITS || !has(KIND, bytes, afterDigits, end)) {
            return Optional.empty();
        }
        long sequence = Long.parseLong(text(bytes, digits, afterDigits));
        var kind = word(bytes, afterDigits + KIND.length, end);
        return OWN_KINDS.contains(kind)
                ? signed(sequence, kind, bytes, start, end)
                : EVENT_KINDS.contains(kind) ? event(sequence, kind, bytes, start, end) : Optional.empty();
    }

    private static Optional<Link> event(long sequence, String kind, byte[] bytes, int start, int end) {
        int hash = end - END.length - HASH_LENGTH;
        return hash - PREV.length > start && has(PREV, bytes, hash - PREV.length, end)
                ? Optional.of(new Link(sequence, kind, text(bytes, hash, hash + HASH_LENGTH), "", 0))
                : Optional.empty();
    }

    private static Optional<Link> signed(long sequence, String kind, byte[] bytes, int start, int end) {
        int mac = end - END.length - HASH_LENGTH;
        int hash = mac - MAC.length - HASH_LENGTH;
        if (hash - PREV.length <= start
                || !has(MAC, bytes, mac - MAC.length, end)
                || !has(PREV, bytes, hash - PREV.length, end)) {
            return Optional.empty();
        }
        int signedLength = mac - MAC.length + 1 - start;
        return Optional.of(new Link(
                sequence,
                kind,
                text(bytes, hash, hash + HASH_LENGTH),
                text(bytes, mac, mac + HASH_LENGTH),
                signedLength));
    }

    private static String word(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && at - from < MAX_KIND_LENGTH && bytes[at] != '"') {
            at++;
        }
        return text(bytes, from, at);
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, US_ASCII);
    }

    private static boolean has(byte[] part, byte[] bytes, int at, int end) {
        return at >= 0 && at + part.length <= end && Arrays.equals(part, 0, part.length, bytes, at, at + part.length);
    }
}
