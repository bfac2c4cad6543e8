package io.nexusmcp.core.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
