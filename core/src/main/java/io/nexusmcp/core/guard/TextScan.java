package io.nexusmcp.core.guard;

/**
 * Looks through a text for everything the built-in detectors know, in one pass over its UTF-8 bytes. Bytes that can
 * start nothing cost one table look-up.
 */
final class TextScan {
    private static final byte PLAIN = 0;
    private static final byte LETTER = 1;
    private static final byte DIGIT = 2;
    private static final byte AT = 3;
    private static final byte SIGN = 4;
    private static final byte HYPHEN = 5;
    private static final byte[] KINDS = kinds();

    private final boolean secrets;
    private final boolean cards;
    private final boolean emails;
    private final NamedValues named;

    TextScan(boolean secrets, boolean cards, boolean emails, NamedValues named) {
        this.secrets = secrets;
        this.cards = cards;
        this.emails = emails;
        this.named = named;
    }

    private static byte[] kinds() {
        var kinds = new byte[256];
        for (int c = 0; c < 128; c++) {
            kinds[c] = Ascii.DIGITS.has((byte) c) ? DIGIT : Ascii.WORD.has((byte) c) ? LETTER : PLAIN;
        }
        kinds['@'] = AT;
        kinds[':'] = SIGN;
        kinds['='] = SIGN;
        kinds['-'] = HYPHEN;
        return kinds;
    }

    void scan(byte[] text, int from, int to, Hits hits) {
        for (int at = from; at < to; at++) {
            byte kind = KINDS[text[at] & 0xFF];
            if (kind != PLAIN) {
                at = visit(kind, text, from, at, to, hits);
            }
        }
    }

    /** Judges what may start here; gives the last byte that is done with. */
    private int visit(byte kind, byte[] text, int from, int at, int to, Hits hits) {
        return switch (kind) {
            case LETTER -> word(text, from, at, to, hits);
            case DIGIT -> digits(text, from, at, to, hits);
            case AT -> emails ? last(Emails.atSign(text, from, at, to, hits), at) : at;
            case SIGN -> secrets ? last(named.atSign(text, from, at, to, hits), at) : at;
            default -> secrets ? last(Tokens.atHyphen(text, at, to, hits), at) : at;
        };
    }

    private static int last(int next, int at) {
        return next > at ? next - 1 : at;
    }

    private int word(byte[] text, int from, int at, int to, Hits hits) {
        if (isEscapedBreak(text, from, at)) {
            return at;
        }
        int next = secrets ? Tokens.atWord(text, at, to, hits) : at;
        return next > at ? next - 1 : Ascii.WORD.runEnd(text, at, to) - 1;
    }

    /** The letter of {@code \n} in JSON or code that is quoted as text: what follows starts a word. */
    private static boolean isEscapedBreak(byte[] text, int from, int at) {
        return at > from && text[at - 1] == '\\' && "nrt".indexOf(text[at]) >= 0;
    }

    private int digits(byte[] text, int from, int at, int to, Hits hits) {
        int end = cards ? Cards.atDigits(text, from, at, to, hits) : Ascii.DIGITS.runEnd(text, at, to);
        return Ascii.WORD.runEnd(text, end, to) - 1;
    }
}
