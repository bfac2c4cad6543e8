package io.nexusmcp.core.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Digests;
import io.nexusmcp.core.Mount;
import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.ProtocolError;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * The {@code requestState} that a modern client carries from one round of questions to the next. Sealed, and bound to
 * the caller, the endpoint, the server, the method and what was asked of it: for any other request it was never given.
 */
public final class RequestStates {
    private static final byte FORMAT = 1;
    private static final byte PARKED = 1;
    private static final byte RELAYED = 2;
    private static final int DIGEST_BYTES = 32;
    private static final int MAX_SERVER_STATE_BYTES = 64 << 10;

    private final KeyRing keys;
    private final InstantSource clock;

    public RequestStates(KeyRing keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * The one request that a state may come back with.
     *
     * @param digest of method, name and arguments
     */
    public record Binding(String caller, Mount mount, ServerName server, String digest) {
        private byte[] bytes() {
            var mounted = mount.server().map(ServerName::value).orElse("");
            return Digests.sha256(
                    String.join("\n", caller, mounted, server.value(), digest).getBytes(UTF_8));
        }
    }

    /** What a state stands for. */
    public sealed interface State {
        /** A call that waits on {@code node}, and how many times its client has been asked. */
        record Parked(UUID node, UUID call, int round) implements State {}

        /** A call that ended at a modern server, which wants {@code serverState} back. */
        record Relayed(String serverState) implements State {}
    }

    /** {@link Refused} where a server's own state is too large to be carried. */
    public String seal(State state, Binding binding, Instant expiry) {
        var content = content(state);
        var bytes = ByteBuffer.allocate(2 + Long.BYTES + DIGEST_BYTES + content.length)
                .put(FORMAT)
                .put(state instanceof State.Parked ? PARKED : RELAYED)
                .putLong(expiry.getEpochSecond())
                .put(binding.bytes())
                .put(content);
        return keys.seal(KeyRing.Purpose.REQUEST_STATE, bytes.array());
    }

    private static byte[] content(State state) {
        return switch (state) {
            case State.Parked(var node, var call, var round) ->
                ByteBuffer.allocate(4 * Long.BYTES + Integer.BYTES)
                        .putLong(node.getMostSignificantBits())
                        .putLong(node.getLeastSignificantBits())
                        .putLong(call.getMostSignificantBits())
                        .putLong(call.getLeastSignificantBits())
                        .putInt(round)
                        .array();
            case State.Relayed(var serverState) -> {
                var bytes = serverState.getBytes(UTF_8);
                if (bytes.length > MAX_SERVER_STATE_BYTES) {
                    throw new Refused(new Refusal.Unanswered("The server's state is too large to be carried"));
                }
                yield bytes;
            }
        };
    }

    /**
     * The state, or empty when its time is over. {@link Refused} with -32602 when it was changed, made elsewhere, or
     * given for another request.
     */
    public Optional<State> open(String sealed, Binding binding) {
        var content = keys.open(KeyRing.Purpose.REQUEST_STATE, sealed).orElseThrow(RequestStates::foreign);
        var bytes = ByteBuffer.wrap(content);
        if (bytes.get() != FORMAT) {
            throw foreign();
        }
        byte kind = bytes.get();
        var expiry = Instant.ofEpochSecond(bytes.getLong());
        var bound = new byte[DIGEST_BYTES];
        bytes.get(bound);
        if (!MessageDigest.isEqual(bound, binding.bytes())) {
            throw foreign();
        }
        if (!clock.instant().isBefore(expiry)) {
            return Optional.empty();
        }
        return Optional.of(
                kind == PARKED
                        ? new State.Parked(id(bytes), id(bytes), bytes.getInt())
                        : new State.Relayed(
                                new String(Arrays.copyOfRange(content, bytes.position(), content.length), UTF_8)));
    }

    private static UUID id(ByteBuffer bytes) {
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    private static Refused foreign() {
        return new Refused(new Refusal.Malformed(
                ProtocolError.of(200, ErrorCode.INVALID_PARAMS, "requestState was not given for this request")));
    }
}
