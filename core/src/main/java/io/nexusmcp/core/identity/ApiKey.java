package io.nexusmcp.core.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is kept of an API key. The key itself is shown once and never stored.
 *
 * @param id the public part of the key, 10 characters
 * @param hash SHA-256 of the whole key, hexadecimal
 * @param networks CIDR blocks the key works from; empty means from anywhere
 * @param replaces the id of the key this one was rotated from
 */
public record ApiKey(
        String id,
        Kind kind,
        String name,
        String hash,
        Set<String> roles,
        Set<String> permissions,
        List<String> networks,
        Instant created,
        Optional<Instant> expires,
        Optional<Instant> revoked,
        Optional<Instant> lastUsed,
        Optional<String> replaces) {

    public ApiKey {
        roles = Set.copyOf(roles);
        permissions = Set.copyOf(permissions);
        networks = List.copyOf(networks);
    }

    /** Whom a key stands for; the stock administrator key works from loopback only. */
    public enum Kind {
        USER,
        AGENT,
        BOOTSTRAP_ADMIN
    }

    /** Equal to the instant of expiry counts as expired. */
    public boolean isLive(Instant now) {
        return expires.map(now::isBefore).orElse(true)
                && revoked.map(now::isBefore).orElse(true);
    }

    /** When it stops to work by itself or because somebody said so. */
    Optional<Instant> end() {
        return Stream.concat(expires.stream(), revoked.stream()).min(Comparator.naturalOrder());
    }

    /** Whether it administers the hub, and goes on doing so. */
    boolean isAdministrator(Instant now) {
        return roles.contains("admin") && kind != Kind.AGENT && revoked.isEmpty() && isLive(now);
    }

    /** A key with the same rights that takes its place and lasts as long, but no longer than it may. */
    ApiKey successor(String newId, String newHash, Instant now, Optional<Instant> latestEnd) {
        var renewed = expires.map(end -> now.plus(Duration.between(created, end)));
        var end = Stream.concat(renewed.stream(), latestEnd.stream()).min(Comparator.naturalOrder());
        return new ApiKey(
                newId,
                kind,
                name,
                newHash,
                roles,
                permissions,
                networks,
                now,
                end,
                Optional.empty(),
                Optional.empty(),
                Optional.of(id));
    }

    /** The same key, ending at an instant; an earlier end stays. */
    ApiKey revokedAt(Instant end) {
        var earliest = revoked.filter(end::isAfter).orElse(end);
        return new ApiKey(
                id,
                kind,
                name,
                hash,
                roles,
                permissions,
                networks,
                created,
                expires,
                Optional.of(earliest),
                lastUsed,
                replaces);
    }
}
