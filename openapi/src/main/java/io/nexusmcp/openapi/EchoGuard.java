package io.nexusmcp.openapi;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Withholds answers that repeat a credential of the hub, as APIs do that echo requests or complain of a key. */
final class EchoGuard {
    /** Shorter ones occur by chance. */
    private static final int SHORTEST = 6;

    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9A-Fa-f]{4})|([\"\\\\/]))");

    private final List<Secret> secrets = new ArrayList<>();

    EchoGuard(List<Secret> known) {
        for (var secret : known) {
            var text = secret.reveal();
            if (text.length() >= SHORTEST) {
                secrets.add(secret);
                var encoded = Percent.encode(text);
                if (!encoded.equals(text)) {
                    secrets.add(new Secret(encoded));
                }
            }
        }
    }

    /** {@link Refused} when the text has one of them, as it is or as JSON escapes it. */
    void check(String text) {
        if (secrets.isEmpty()) {
            return;
        }
        check(text, text.indexOf('\\') >= 0 ? unescaped(text) : text);
    }

    private void check(String text, String unescaped) {
        for (var secret : secrets) {
            var value = secret.reveal();
            if (text.contains(value) || unescaped.contains(value)) {
                throw new Refused(new Refusal.Withheld("credential"));
            }
        }
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(1) == null
                                ? found.group(2)
                                : String.valueOf((char) Integer.parseInt(found.group(1), 16))));
    }
}
