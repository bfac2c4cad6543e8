package io.nexusmcp.core.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Digests;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * All API keys: makes, rotates and revokes them durably, and verifies one in microseconds from memory. A revoked or
 * expired key stops working with the next request. Safe for use by many threads.
 */
public final class ApiKeys implements KeyAdministration {
    private static final String NO_HASH = "0".repeat(64);

    private final KeyStore store;
    private final InstantSource clock;
    private final KeyFormat format;
    private final ConcurrentHashMap<String, Entry> keys = new ConcurrentHashMap<>();

    /** Changes are made one at a time, so that each is decided on what the one before left. */
    private final ReentrantLock changing = new ReentrantLock();

    private record Entry(ApiKey key, List<Network> networks, Caller caller) {}

    public ApiKeys(KeyStore store, InstantSource clock, SecureRandom random) {
        this.store = store;
        this.clock = clock;
        this.format = new KeyFormat(random);
        var stored = store.all();
        var byId = new ConcurrentHashMap<String, ApiKey>();
        stored.forEach(key -> byId.put(key.id(), key));
        stored.forEach(key -> keys.put(key.id(), entry(key, byId)));
    }

    @Override
    public Created create(NewKey wanted) {
        wanted.check();
        var id = format.newId();
        var secret = format.newKey(wanted.kind(), id);
        var now = clock.instant();
        var key = new ApiKey(
                id,
                wanted.kind(),
                wanted.name(),
                hash(secret.reveal()),
                wanted.roles(),
                wanted.permissions(),
                wanted.networks(),
                now,
                wanted.lifetime().map(now::plus),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        changing.lock();
        try {
            store.save(key);
            keep(key);
        } finally {
            changing.unlock();
        }
        return new Created(key, secret);
    }

    @Override
    public List<ApiKey> list() {
        return store.all().stream()
                .sorted(Comparator.comparing(ApiKey::created))
                .toList();
    }

    @Override
    public Created rotate(String id, Duration overlap, Optional<Instant> latestEnd) {
        changing.lock();
        try {
            var now = clock.instant();
            var before = Optional.ofNullable(keys.get(id))
                    .map(Entry::key)
                    .filter(key -> key.isLive(now))
                    .orElseThrow(() -> new KeyProblem("there is no live key with this id"));
            refuseRotated(id, now);
            var newId = format.newId();
            var secret = format.newKey(before.kind(), newId);
            var successor = before.successor(newId, hash(secret.reveal()), now, latestEnd);
            var ending = before.revokedAt(now.plus(overlap));
            store.saveAll(List.of(ending, successor));
            keep(ending);
            keep(successor);
            return new Created(successor, secret);
        } finally {
            changing.unlock();
        }
    }

    /** Two successors of one key would both be live when it is revoked. */
    private void refuseRotated(String id, Instant now) {
        keys.values().stream()
                .map(Entry::key)
                .filter(key -> key.replaces().filter(id::equals).isPresent() && key.isLive(now))
                .findFirst()
                .ifPresent(successor -> {
                    throw new KeyProblem("this key has been rotated; rotate its successor " + successor.id());
                });
    }

    @Override
    public void revoke(String id) {
        changing.lock();
        try {
            var entry = keys.get(id);
            if (entry == null) {
                throw new KeyProblem("there is no key with this id");
            }
            refuseLastAdministrator(entry.key());
            var revoked = entry.key().revokedAt(clock.instant());
            store.save(revoked);
            keep(revoked);
        } finally {
            changing.unlock();
        }
    }

    private void refuseLastAdministrator(ApiKey key) {
        var now = clock.instant();
        boolean isLast = key.isAdministrator(now)
                && keys.values().stream()
                        .map(Entry::key)
                        .noneMatch(other -> !other.id().equals(key.id()) && other.isAdministrator(now));
        if (isLast) {
            throw new KeyProblem("this is the last administrator's key, so make another one first");
        }
    }

    /** Whether any live key could authenticate a caller, the bootstrap administrator's not counted. */
    public boolean hasCredentials() {
        var now = clock.instant();
        return keys.values().stream()
                .anyMatch(entry -> entry.key().kind() != ApiKey.Kind.BOOTSTRAP_ADMIN
                        && entry.key().isLive(now));
    }

    public boolean hasAdministrator() {
        var now = clock.instant();
        return keys.values().stream()
                .anyMatch(entry ->
                        entry.key().roles().contains("admin") && entry.key().isLive(now));
    }

    /** Verifies a presented key. Unknown and wrong ones take the same time. */
    Authentication verify(String presented, boolean asAgent, InetAddress peer) {
        var entry = KeyFormat.idOf(presented).map(keys::get).orElse(null);
        var expected = entry == null ? NO_HASH : entry.key().hash();
        boolean isRight =
                MessageDigest.isEqual(expected.getBytes(UTF_8), hash(presented).getBytes(UTF_8));
        if (entry == null || !isRight) {
            return new Authentication.Rejected("unknown key");
        }
        var now = clock.instant();
        var key = entry.key();
        if (!key.isLive(now)) {
            return new Authentication.Rejected(key.revoked().isPresent() ? "revoked key" : "expired key");
        }
        if (asAgent != (key.kind() == ApiKey.Kind.AGENT)) {
            return new Authentication.Rejected("a key of the other kind");
        }
        if (!Network.admits(entry.networks(), peer)
                || key.kind() == ApiKey.Kind.BOOTSTRAP_ADMIN && !peer.isLoopbackAddress()) {
            return new Authentication.Rejected("key used from a network it is not for");
        }
        store.used(key.id(), now);
        return new Authentication.Accepted(entry.caller());
    }

    private void keep(ApiKey key) {
        var byId = new ConcurrentHashMap<String, ApiKey>();
        keys.values().forEach(entry -> byId.put(entry.key().id(), entry.key()));
        byId.put(key.id(), key);
        keys.put(key.id(), entry(key, byId));
    }

    private static Entry entry(ApiKey key, Map<String, ApiKey> all) {
        var kind = key.kind() == ApiKey.Kind.AGENT ? Caller.Kind.AGENT : Caller.Kind.USER;
        var caller = new Caller(
                "key:" + origin(key, all),
                kind,
                key.name(),
                key.roles(),
                key.permissions(),
                Caller.DEFAULT_WORKSPACE,
                new Bounds(Optional.of(key.id()), key.networks(), key.end()));
        return new Entry(key, Network.parseAll(key.networks()), caller);
    }

    /** A rotated key stands for the same caller as the one it replaces, so limits and sessions go on. */
    private static String origin(ApiKey key, Map<String, ApiKey> all) {
        var at = key;
        for (int steps = 0; steps < all.size(); steps++) {
            var before = at.replaces().map(all::get);
            if (before.isEmpty()) {
                break;
            }
            at = before.get();
        }
        return at.id();
    }

    private static String hash(String key) {
        return Digests.sha256Hex(key.getBytes(UTF_8));
    }
}
