package io.nexusmcp.adminplane;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Durations as people write them: a number of at most nine digits and one of {@code s m h d}. */
public final class Durations {
    private static final Pattern SHAPE = Pattern.compile("([0-9]{1,9})([smhd])");

    private Durations() {}

    /** Empty when the text is not of that form. */
    public static Optional<Duration> parse(String text) {
        var match = SHAPE.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(match.group(1));
        return Optional.of(
                switch (match.group(2)) {
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofDays(amount);
                });
    }
}
