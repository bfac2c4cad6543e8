package io.nexusmcp.core.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Digests;
import io.nexusmcp.core.Mount;
import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.identity.Caller;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.LogLevel;
import io.nexusmcp.protocol.Revision;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Legacy sessions. A session id holds everything that must survive (caller, revision, endpoint, what it can be asked, birth), sealed, so
 * any hub with the same keys serves it after any restart. An id is never a credential: it opens only for the caller
 * it was made for, and for anybody else it does not exist.
 */
public final class Sessions {
    private static final byte FORMAT = 1;
    private static final int REVISION_BYTES = 10;
    private static final int FIXED_BYTES = 1 + REVISION_BYTES + 1 + Long.BYTES + 1;
    private static final int MAX_LEVELS = 10_000;

    private final KeyRing keys;
    private final Revocations revocations;
    private final InstantSource clock;
    private final Duration lifetime;
    private final ConcurrentHashMap<String, Instant> revoked;
    private final Map<String, LogLevel> levels = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, LogLevel> eldest) {
            return size() > MAX_LEVELS;
        }
    });

    /** @param lifetime after which an id no longer opens, however busy the session is */
    public Sessions(KeyRing keys, Revocations revocations, InstantSource clock, Duration lifetime) {
        this.keys = keys;
        this.revocations = revocations;
        this.clock = clock;
        this.lifetime = lifetime;
        this.revoked = new ConcurrentHashMap<>(revocations.all());
    }

    public Session begin(Caller caller, Revision revision, Mount mount, ClientAbilities abilities) {
        var birth = Instant.ofEpochSecond(clock.instant().getEpochSecond());
        var server = mount.server().map(ServerName::value).orElse("").getBytes(UTF_8);
        var callerId = caller.id().getBytes(UTF_8);
        var content = ByteBuffer.allocate(FIXED_BYTES + server.length + callerId.length)
                .put(FORMAT)
                .put(revision.text().getBytes(UTF_8))
                .put((byte) abilities.bits())
                .putLong(birth.getEpochSecond())
                .put((byte) server.length)
                .put(server)
                .put(callerId);
        return new Session(keys.seal(KeyRing.Purpose.SESSION, content.array()), revision, mount, abilities, birth);
    }

    /** The session of this caller at this endpoint; {@link Refused} as unknown for everything else. */
    public Session open(String id, Caller caller, Mount mount) {
        return keys.open(KeyRing.Purpose.SESSION, id)
                .flatMap(content -> read(id, ByteBuffer.wrap(content), caller, mount))
                .filter(session -> clock.instant().isBefore(session.birth().plus(lifetime)))
                .filter(session -> revoked.isEmpty() || !revoked.containsKey(digest(id)))
                .orElseThrow(() -> new Refused(new Refusal.UnknownSession()));
    }

    /** Ends a session for good, durably. */
    public void end(Session session) {
        var now = clock.instant();
        revoked.values().removeIf(until -> !now.isBefore(until));
        var until = session.birth().plus(lifetime);
        revocations.add(digest(session.id()), until);
        revoked.put(digest(session.id()), until);
        levels.remove(session.id());
    }

    /** The log level of {@code logging/setLevel}; kept on this node only, and for the busiest sessions. */
    public void setLogLevel(Session session, LogLevel level) {
        levels.put(session.id(), level);
    }

    public Optional<LogLevel> logLevel(Session session) {
        return levels.isEmpty() ? Optional.empty() : Optional.ofNullable(levels.get(session.id()));
    }

    private static Optional<Session> read(String id, ByteBuffer content, Caller caller, Mount mount) {
        if (content.get() != FORMAT) {
            return Optional.empty();
        }
        var date = new byte[REVISION_BYTES];
        content.get(date);
        var revision = Revision.of(new String(date, UTF_8));
        var abilities = new ClientAbilities(content.get());
        var birth = Instant.ofEpochSecond(content.getLong());
        var server = new byte[content.get()];
        content.get(server);
        var callerId = new byte[content.remaining()];
        content.get(callerId);
        var own = server.length == 0 ? Mount.FEDERATED : Mount.of(new ServerName(new String(server, UTF_8)));
        boolean isOurs = own.equals(mount) && new String(callerId, UTF_8).equals(caller.id());
        return revision.filter(_ -> isOurs).map(agreed -> new Session(id, agreed, own, abilities, birth));
    }

    private static String digest(String id) {
        return Digests.sha256Hex(id.getBytes(UTF_8));
    }
}
