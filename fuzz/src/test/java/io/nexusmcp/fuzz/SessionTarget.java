package io.nexusmcp.fuzz;

import io.nexusmcp.core.Mount;
import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.identity.Caller;
import io.nexusmcp.core.session.Revocations;
import io.nexusmcp.core.session.Session;
import io.nexusmcp.core.session.Sessions;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.Revision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A session id opens for its own caller at its own endpoint; no other text opens at all, and none after its end. */
public final class SessionTarget {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private SessionTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        var choices = new Choices(input);
        var sessions = new Sessions(Choices.KEYS, new Forgotten(), () -> NOW, Duration.ofHours(1));
        var caller = choices.of(Choices.CALLERS);
        var mount = choices.of(Choices.MOUNTS);
        var abilities = new ClientAbilities(choices.next() & 0x7f);
        var begun = sessions.begin(caller, choices.of(List.of(Revision.values())), mount, abilities);
        var other = sessions.begin(choices.of(Choices.CALLERS), begun.revision(), mount, abilities);
        boolean isEnded = choices.next() % 2 == 0;
        if (isEnded) {
            sessions.end(begun);
        }
        for (var stranger : Choices.CALLERS) {
            for (var elsewhere : Choices.MOUNTS) {
                boolean isOwn = stranger.equals(caller) && elsewhere.equals(mount) && !isEnded;
                Finding.unless(
                        open(sessions, begun.id(), stranger, elsewhere)
                                .equals(Optional.of(begun).filter(_ -> isOwn)),
                        "a session opens for its caller, at its endpoint, until its end");
            }
        }
        var changed = choices.changed(begun.id(), other.id());
        if (!changed.equals(begun.id()) && !changed.equals(other.id())) {
            Finding.unless(open(sessions, changed, caller, mount).isEmpty(), "no other text opens");
        }
    }

    private static Optional<Session> open(Sessions sessions, String id, Caller caller, Mount mount) {
        try {
            return Optional.of(sessions.open(id, caller, mount));
        } catch (Refused refused) {
            Finding.unless(refused.refusal().equals(new Refusal.UnknownSession()), "what does not open is unknown");
            return Optional.empty();
        }
    }

    private static final class Forgotten implements Revocations {
        @Override
        public Map<String, Instant> all() {
            return Map.of();
        }

        @Override
        public void add(String digest, Instant until) {
            // each input starts anew
        }
    }
}
