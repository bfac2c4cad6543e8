package io.nexusmcp.fuzz;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.session.RequestStates;
import io.nexusmcp.core.session.RequestStates.Binding;
import io.nexusmcp.core.session.RequestStates.State;
import io.nexusmcp.protocol.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A state opens for its own request before its time is over, gives what was sealed, and no other text opens at all. */
public final class StateTarget {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final RequestStates STATES = new RequestStates(Choices.KEYS, () -> NOW);
    private static final List<ServerName> SERVERS = List.of(new ServerName("a"), new ServerName("a-b"));
    private static final List<Binding> BINDINGS = bindings();

    private StateTarget() {}

    private static List<Binding> bindings() {
        var all = new ArrayList<Binding>();
        for (var caller : Choices.CALLERS) {
            for (var mount : Choices.MOUNTS) {
                for (var server : SERVERS) {
                    for (var digest : List.of("d", "d1")) {
                        all.add(new Binding(caller.id(), mount, server, digest));
                    }
                }
            }
        }
        return all;
    }

    public static void fuzzerTestOneInput(byte[] input) {
        var choices = new Choices(input);
        var binding = choices.of(BINDINGS);
        boolean isOver = choices.next() % 4 == 0;
        var expiry = isOver ? NOW : NOW.plusSeconds(1 + choices.next());
        var parked = new State.Parked(new UUID(choices.next(), -1), new UUID(-1, choices.next()), choices.next());
        var other = STATES.seal(parked, choices.of(BINDINGS), expiry);
        boolean isParked = choices.next() % 2 == 0;
        int kept = choices.next();
        var content = choices.rest();
        var state = isParked ? parked : new State.Relayed(content.substring(Math.min(kept, content.length())));
        var sealed = STATES.seal(state, binding, expiry);
        for (var another : BINDINGS) {
            Finding.unless(
                    opens(sealed, another)
                            == (!another.equals(binding) ? Outcome.FOREIGN : isOver ? Outcome.OVER : Outcome.OPEN),
                    "a state opens for its own request");
        }
        if (!isOver) {
            Finding.unless(STATES.open(sealed, binding).equals(Optional.of(state)), "a state is what was sealed");
        }
        var changed = new Choices(input).changed(sealed, other);
        if (!changed.equals(sealed) && !changed.equals(other)) {
            Finding.unless(opens(changed, binding) == Outcome.FOREIGN, "no other text opens");
        }
    }

    private enum Outcome {
        OPEN,
        OVER,
        FOREIGN
    }

    private static Outcome opens(String sealed, Binding binding) {
        try {
            return STATES.open(sealed, binding).isPresent() ? Outcome.OPEN : Outcome.OVER;
        } catch (Refused refused) {
            boolean isInvalid = refused.refusal() instanceof Refusal.Malformed malformed
                    && malformed.error().code() == ErrorCode.INVALID_PARAMS;
            Finding.unless(isInvalid, "what does not open is invalid");
            return Outcome.FOREIGN;
        }
    }
}
