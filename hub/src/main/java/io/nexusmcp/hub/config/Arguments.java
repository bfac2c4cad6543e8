package io.nexusmcp.hub.config;

import io.nexusmcp.core.guard.SecretMask;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Arguments of a command line for an operator's eyes: what follows a flag named like a secret, or looks like one, is
 * masked.
 */
final class Arguments {
    private static final Pattern FLAG =
            Pattern.compile("(?i)-{1,2}[a-z0-9_.-]*(key|token|secret|passw|auth)[a-z0-9_.-]*");
    private static final Pattern ASSIGNMENT =
            Pattern.compile("(?i)(-{0,2}[a-z0-9_.-]*(key|token|secret|passw|auth)[a-z0-9_.-]*[=:]).+", Pattern.DOTALL);

    /** The password of a URL, as in {@code postgres://user:password@host/}. */
    private static final Pattern PASSWORD = Pattern.compile("(://[^/@\\s:]*:)[^/@\\s]+@");

    private static final SecretMask KNOWN_SECRETS = new SecretMask(List.of());

    private Arguments() {}

    static List<String> withoutSecrets(List<String> arguments) {
        var shown = new ArrayList<String>();
        boolean followsFlag = false;
        for (var argument : arguments) {
            var assignment = ASSIGNMENT.matcher(argument);
            if (Placeholders.isIn(argument)) {
                shown.add(argument);
            } else if (assignment.matches()) {
                shown.add(assignment.group(1) + Shown.HIDDEN);
            } else {
                shown.add(followsFlag && !argument.startsWith("-") ? Shown.HIDDEN : masked(argument));
            }
            followsFlag = FLAG.matcher(argument).matches();
        }
        return shown;
    }

    private static String masked(String argument) {
        return KNOWN_SECRETS.mask(PASSWORD.matcher(argument).replaceAll("$1" + Shown.HIDDEN + "@"));
    }
}
