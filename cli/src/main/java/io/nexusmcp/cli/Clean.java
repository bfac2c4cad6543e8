package io.nexusmcp.cli;

import java.util.regex.Pattern;

/**
 * Makes text from elsewhere fit for a terminal: whole escape sequences, other control characters and characters that
 * reorder or hide text are removed.
 */
final class Clean {
    /** CSI in both forms, OSC and other strings up to their end, then two-character sequences. */
    private static final Pattern SEQUENCE = Pattern.compile("[\u001b]\\[[0-?]*[ -/]*[@-~]"
            + "|[\u009b][0-?]*[ -/]*[@-~]"
            + "|[\u001b][\\]PX^_][^\u0007\u001b\u009c]{0,4096}(?:\u0007|\u001b\\\\|\u009c)"
            + "|[\u001b][ -/]*[0-~]");

    private static final Pattern HIDDEN = Pattern.compile(
            "[\\p{Cc}&&[^\n\t]]|[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
                    + "|[\\x{e0000}-\\x{e007f}]");

    private Clean() {}

    /** Lines and tabs stay. */
    static String text(String text) {
        return HIDDEN.matcher(SEQUENCE.matcher(text).replaceAll("")).replaceAll("");
    }

    /** As one line, for tables and messages. */
    static String line(String text) {
        return text(text.replace('\n', ' ').replace('\t', ' ').replace('\r', ' '))
                .strip();
    }

    /** Escapes what {@link #text} removes where it stands in JSON text: only strings can hold it. */
    static String json(String json) {
        var clean = new StringBuilder(json.length());
        json.codePoints().forEach(c -> {
            boolean isHidden = c > '~' && HIDDEN.matcher(Character.toString(c)).matches();
            if (!isHidden) {
                clean.appendCodePoint(c);
                return;
            }
            for (char unit : Character.toChars(c)) {
                clean.append(String.format("\\u%04x", (int) unit));
            }
        });
        return clean.toString();
    }
}
