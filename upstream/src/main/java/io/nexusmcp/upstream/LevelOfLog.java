package io.nexusmcp.upstream;

import io.nexusmcp.core.route.Exchange;
import io.nexusmcp.protocol.LogLevel;
import io.nexusmcp.protocol.json.JsonObject;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The level that {@code logging/setLevel} last set on one legacy connection. Where several callers share it the most
 * talkative wish counts, and each call filters for itself.
 */
final class LevelOfLog {
    private final Greeting greeting;
    private final boolean isShared;
    private Optional<LogLevel> current = Optional.empty();

    LevelOfLog(Greeting greeting, boolean isShared) {
        this.greeting = greeting;
        this.isShared = isShared;
    }

    /** Sends the request that sets the level this call needs, if it is another one than now. */
    void adjust(Exchange exchange, Consumer<Outgoing> send) {
        var wanted = exchange.logLevel();
        if (wanted.isEmpty() || !greeting.declares("logging") || !take(wanted.get())) {
            return;
        }
        send.accept(Outgoing.plain(
                "logging/setLevel",
                JsonObject.EMPTY.edit().set("level", wanted.get().text()).object()));
    }

    private synchronized boolean take(LogLevel wanted) {
        boolean isNeeded = isShared
                ? current.map(level -> wanted.compareTo(level) < 0).orElse(true)
                : current.map(level -> wanted != level).orElse(true);
        if (isNeeded) {
            current = Optional.of(wanted);
        }
        return isNeeded;
    }
}
