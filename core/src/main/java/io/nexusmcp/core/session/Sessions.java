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
 * Legacy sessions. A session id holds everything that must survive (caller, revision, endpoint, what the client can be
 * asked, birth, end), sealed, so any hub with the same keys serves it after any restart. An id is never a credential:
 * it opens only for the caller it was made for, and for anybody else it does not exist. Keys and lifetime are those of
 * one configuration; what is remembered of sessions outlives it.
 */
public final class Sessions {
    private static final byte FORMAT = 2;
    private static final int REVISION_BYTES = 10;
    private static final int FIXED_BYTES = 1 + REVISION_BYTES + 1 + 2 * Long.BYTES + 1;

    private final KeyRing keys;
    private final Duration lifetime;
    private final Memory memory;
    private final InstantSource clock;

    /** What every configuration remembers of sessions: those that were ended, and the log levels of the busiest. */
    private static final class Memory {
        private static final int MAX_LEVELS = 10_000;

        private final Revocations revocations;
        private final ConcurrentHashMap<String, Instant> revoked;
        private final Map<String, LogLevel> levels = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, LogLevel> eldest) {
                return size() > MAX_LEVELS;
            }
        });

        Memory(Revocations revocations) {
            this.revocations = revocations;
            this.revoked = new ConcurrentHashMap<>(revocations.all());
        }
    }

    /** @param lifetime after which an id no longer opens, however busy the session is */
    public Sessions(KeyRing keys, Revocations revocations, InstantSource clock, Duration lifetime) {
        this(keys, lifetime, new Memory(revocations), clock);
    }

    private Sessions(KeyRing keys, Duration lifetime, Memory memory, InstantSource clock) {
        this.keys = keys;
        this.lifetime = lifetime;
        this.memory = memory;
        this.clock = clock;
    }

    /**
     * The same sessions under another configuration. A shorter lifetime ends older sessions, but none lives longer than
     * its birth promised, so that one that was ended never comes back.
     */
    public Sessions with(KeyRing otherKeys, Duration otherLifetime) {
        return new Sessions(otherKeys, otherLifetime, memory, clock);
    }

    public Session begin(Caller caller, Revision revision, Mount mount, ClientAbilities abilities) {
        var birth = Instant.ofEpochSecond(clock.instant().getEpochSecond());
        var end = birth.plus(lifetime);
        var server = mount.server().map(ServerName::value).orElse("").getBytes(UTF_8);
        var callerId = caller.id().getBytes(UTF_8);
        var content = ByteBuffer.allocate(FIXED_BYTES + server.length + callerId.length)
                .put(FORMAT)
                .put(revision.text().getBytes(UTF_8))
                .put((byte) abilities.bits())
                .putLong(birth.getEpochSecond())
                .putLong(end.getEpochSecond())
                .put((byte) server.length)
                .put(server)
                .put(callerId);
        return new Session(keys.seal(KeyRing.Purpose.SESSION, content.array()), revision, mount, abilities, birth, end);
    }

    /** The session of this caller at this endpoint; {@link Refused} as unknown for everything else. */
    public Session open(String id, Caller caller, Mount mount) {
        return keys.open(KeyRing.Purpose.SESSION, id)
                .flatMap(content -> read(id, ByteBuffer.wrap(content), caller, mount))
                .filter(session -> isAlive(session, clock.instant()))
                .filter(_ -> memory.revoked.isEmpty() || !memory.revoked.containsKey(digest(id)))
                .orElseThrow(() -> new Refused(new Refusal.UnknownSession()));
    }

    private boolean isAlive(Session session, Instant now) {
        return now.isBefore(session.end()) && now.isBefore(session.birth().plus(lifetime));
    }

    /** Ends a session for good, durably. */
    public void end(Session session) {
        var now = clock.instant();
        memory.revoked.values().removeIf(until -> !now.isBefore(until));
        memory.revocations.add(digest(session.id()), session.end());
        memory.revoked.put(digest(session.id()), session.end());
        memory.levels.remove(session.id());
    }

    /** The log level of {@code logging/setLevel}; kept on this node only, and for the busiest sessions. */
    public void setLogLevel(Session session, LogLevel level) {
        memory.levels.put(session.id(), level);
    }

    public Optional<LogLevel> logLevel(Session session) {
        return memory.levels.isEmpty() ? Optional.empty() : Optional.ofNullable(memory.levels.get(session.id()));
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
        var end = Instant.ofEpochSecond(content.getLong());
        var server = new byte[content.get()];
        content.get(server);
        var callerId = new byte[content.remaining()];
        content.get(callerId);
        var own = server.length == 0 ? Mount.FEDERATED : Mount.of(new ServerName(new String(server, UTF_8)));
        boolean isOurs = own.equals(mount) && new String(callerId, UTF_8).equals(caller.id());
        return revision.filter(_ -> isOurs).map(agreed -> new Session(id, agreed, own, abilities, birth, end));
    }

    private static String digest(String id) {
        return Digests.sha256Hex(id.getBytes(UTF_8));
    }
}
