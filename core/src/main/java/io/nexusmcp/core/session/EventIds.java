package io.nexusmcp.core.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Digests;
import io.nexusmcp.protocol.RequestId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The ids of events on the streams of legacy sessions: a sealed name of the stream and a position on it. They open in
 * the session whose streams they are of, and say on any hub with the same keys which request went with the stream.
 */
public final class EventIds {
    private static final byte FORMAT = 1;
    private static final int DIGEST_BYTES = 32;
    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_-]{1,2048})\\.([0-9]{1,18})");

    private final KeyRing keys;

    public EventIds(KeyRing keys) {
        this.keys = keys;
    }

    /**
     * A stream by name.
     *
     * @param request whose answer it carries; empty for the stream of a GET
     */
    public record Name(UUID stream, Optional<RequestId> request) {}

    /**
     * A place after the given number of messages.
     *
     * @param sealed what the ids of its stream begin with
     */
    public record Place(Name name, String sealed, long position) {}

    /** What all ids of one stream begin with. */
    public String sealed(Name name, Session session) {
        var request = name.request().map(RequestId::json).orElse("").getBytes(UTF_8);
        var content = ByteBuffer.allocate(1 + DIGEST_BYTES + 2 * Long.BYTES + request.length)
                .put(FORMAT)
                .put(digest(session))
                .putLong(name.stream().getMostSignificantBits())
                .putLong(name.stream().getLeastSignificantBits())
                .put(request);
        return keys.seal(KeyRing.Purpose.EVENT_ID, content.array());
    }

    public static String id(String sealed, long position) {
        return sealed + "." + position;
    }

    /** Empty for everything that was not given out on a stream of this session. */
    public Optional<Place> open(String id, Session session) {
        var form = FORM.matcher(id);
        if (!form.matches()) {
            return Optional.empty();
        }
        return keys.open(KeyRing.Purpose.EVENT_ID, form.group(1))
                .flatMap(content -> name(ByteBuffer.wrap(content), session))
                .map(name -> new Place(name, form.group(1), Long.parseLong(form.group(2))));
    }

    private static Optional<Name> name(ByteBuffer content, Session session) {
        var owner = new byte[DIGEST_BYTES];
        if (content.get() != FORMAT || !MessageDigest.isEqual(taken(content, owner), digest(session))) {
            return Optional.empty();
        }
        var stream = new UUID(content.getLong(), content.getLong());
        var request = new String(taken(content, new byte[content.remaining()]), UTF_8);
        return Optional.of(
                new Name(stream, request.isEmpty() ? Optional.empty() : Optional.of(new RequestId(request))));
    }

    private static byte[] taken(ByteBuffer content, byte[] into) {
        content.get(into);
        return into;
    }

    private static byte[] digest(Session session) {
        return Digests.sha256(session.id().getBytes(UTF_8));
    }
}
