package io.nexusmcp.core.guard;

/**
 * Finds payment card numbers: 13 to 19 digits, perhaps in groups, that begin as an issuer's do and pass the Luhn check.
 */
final class Cards {
    private static final int MIN_DIGITS = 13;
    private static final int MAX_DIGITS = 19;
    private static final int MAX_GROUPS = 6;
    private static final int SMALLEST_GROUP = 3;

    private Cards() {}

    /** Looks at a run of digits that starts here; gives where the run ends. */
    static int atDigits(byte[] text, int from, int at, int to, Hits hits) {
        int end = Ascii.DIGITS.runEnd(text, at, to);
        if (end - at < SMALLEST_GROUP || end - at > MAX_DIGITS || isPartOfNumber(text, from, at)) {
            return end;
        }
        int card = cardEnd(text, at, end, to, hits);
        if (card > at) {
            hits.add(at, card, Sensitive.CARD);
            return card;
        }
        return end;
    }

    /** Takes in group after group as long as the digits may still become a card; the longest card wins. */
    private static int cardEnd(byte[] text, int at, int firstEnd, int to, Hits hits) {
        int best = -1;
        int end = firstEnd;
        int digits = end - at;
        for (int groups = 1; digits <= MAX_DIGITS && groups <= MAX_GROUPS; groups++) {
            if (digits >= MIN_DIGITS && !continues(text, end, to) && isCard(text, at, end)) {
                best = end;
            }
            int next = end + separator(text, end, to);
            int nextEnd = next == end ? end : Ascii.DIGITS.runEnd(text, next, Math.min(to, next + MAX_DIGITS + 1));
            hits.spend(nextEnd - end + 1);
            if (nextEnd == next || end - lastStart(text, at, end) < SMALLEST_GROUP) {
                break;
            }
            digits += nextEnd - next;
            end = nextEnd;
        }
        return best;
    }

    private static int lastStart(byte[] text, int at, int end) {
        int start = end;
        while (start > at && Ascii.DIGITS.has(text[start - 1])) {
            start--;
        }
        return start;
    }

    private static boolean isPartOfNumber(byte[] text, int from, int at) {
        return at - 2 >= from && (text[at - 1] == '.' || text[at - 1] == ',') && Ascii.DIGITS.has(text[at - 2]);
    }

    private static boolean continues(byte[] text, int end, int to) {
        return end < to && Ascii.WORD.has(text[end])
                || end + 1 < to && text[end] == '.' && Ascii.DIGITS.has(text[end + 1]);
    }

    /** The length of one space or hyphen, no-break forms included; 0 where there is none. */
    private static int separator(byte[] text, int at, int to) {
        if (at >= to) {
            return 0;
        }
        if (text[at] == ' ' || text[at] == '-') {
            return 1;
        }
        if (at + 1 < to && text[at] == (byte) 0xC2 && text[at + 1] == (byte) 0xA0) {
            return 2;
        }
        boolean isDash = at + 2 < to
                && text[at] == (byte) 0xE2
                && text[at + 1] == (byte) 0x80
                && (text[at + 2] & 0xFF) >= 0x90
                && (text[at + 2] & 0xFF) <= 0x94;
        return isDash ? 3 : 0;
    }

    static boolean isCard(byte[] text, int from, int to) {
        var digits = new byte[MAX_DIGITS];
        int count = 0;
        for (int at = from; at < to; at++) {
            if (Ascii.DIGITS.has(text[at])) {
                if (count == MAX_DIGITS) {
                    return false;
                }
                digits[count++] = (byte) (text[at] - '0');
            }
        }
        return count >= MIN_DIGITS && isIssued(digits, count) && passesLuhn(digits, count);
    }

    /** Whether an issuer gives out numbers that begin so and are so long. */
    private static boolean isIssued(byte[] digits, int count) {
        int two = digits[0] * 10 + digits[1];
        int four = two * 100 + digits[2] * 10 + digits[3];
        boolean isVisa = digits[0] == 4 && (count == 13 || count == 16 || count == 19);
        boolean isMastercard = count == 16 && (two >= 51 && two <= 55 || four >= 2221 && four <= 2720);
        boolean isAmex = count == 15 && (two == 34 || two == 37);
        boolean isDiners = count == 14 && (two == 36 || two == 38 || two == 39 || four >= 3000 && four <= 3059);
        boolean isDiscover = count >= 16 && (four == 6011 || two == 65 || four >= 6440 && four <= 6499);
        boolean isJcb = count >= 16 && four >= 3528 && four <= 3589;
        boolean isUnionPay = count >= 16 && two == 62;
        boolean isMaestro = count >= 13
                && (four == 5018
                        || four == 5020
                        || four == 5038
                        || four == 6304
                        || four == 6759
                        || four >= 6761 && four <= 6763);
        return isVisa || isMastercard || isAmex || isDiners || isDiscover || isJcb || isUnionPay || isMaestro;
    }

    private static boolean passesLuhn(byte[] digits, int count) {
        int sum = 0;
        boolean isAllSame = true;
        for (int at = 0; at < count; at++) {
            int digit = digits[at];
            isAllSame &= digit == digits[0];
            int doubled = digit * 2;
            boolean isDoubled = (count - at) % 2 == 0;
            sum += !isDoubled ? digit : doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0 && !isAllSame;
    }
}
