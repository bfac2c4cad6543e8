package io.nexusmcp.core.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Digests;
import io.nexusmcp.core.Mount;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.session.KeyRing;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.UUID;

/**
 * The ids that clients know tasks by, sealed to the caller and the endpoint they were given at. An id is never a
 * credential: for anybody else, and anywhere else, it does not exist.
 */
public final class TaskIds {
    private static final byte FORMAT = 1;
    private static final int DIGEST_BYTES = 32;
    private static final int BYTES = 1 + 2 * Long.BYTES + DIGEST_BYTES;

    private final KeyRing keys;

    public TaskIds(KeyRing keys) {
        this.keys = keys;
    }

    String seal(UUID id, String caller, Mount mount) {
        var content = ByteBuffer.allocate(BYTES)
                .put(FORMAT)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .put(binding(caller, mount));
        return keys.seal(KeyRing.Purpose.TASK, content.array());
    }

    /** The task that was sealed for this caller here; empty for everything else. */
    Optional<UUID> open(String sealed, String caller, Mount mount) {
        return keys.open(KeyRing.Purpose.TASK, sealed)
                .filter(content -> content.length == BYTES && content[0] == FORMAT)
                .flatMap(content -> read(ByteBuffer.wrap(content, 1, BYTES - 1), caller, mount));
    }

    private static Optional<UUID> read(ByteBuffer content, String caller, Mount mount) {
        var id = new UUID(content.getLong(), content.getLong());
        var bound = new byte[DIGEST_BYTES];
        content.get(bound);
        return MessageDigest.isEqual(bound, binding(caller, mount)) ? Optional.of(id) : Optional.empty();
    }

    private static byte[] binding(String caller, Mount mount) {
        var server = mount.server().map(ServerName::value).orElse("");
        return Digests.sha256(String.join("\n", caller, server).getBytes(UTF_8));
    }
}
