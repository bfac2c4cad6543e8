package io.nexusmcp.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.audit.AuditHeads;
import io.nexusmcp.core.catalog.ToolSwitches;
import io.nexusmcp.core.identity.ApiKey;
import io.nexusmcp.core.identity.KeyStore;
import io.nexusmcp.core.session.Revocations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What core's ports promise, whatever keeps it. */
abstract class StoreContract {
    static final Instant NOW = Instant.parse("2026-11-21T09:41:00.123456789Z");

    abstract KeyStore keys();

    abstract Revocations revocations();

    abstract ToolSwitches switches();

    abstract AuditHeads heads();

    static ApiKey key(String id) {
        return new ApiKey(
                id,
                ApiKey.Kind.AGENT,
                "build \"robot\"\u2028",
                "hash of " + id,
                Set.of("user", "auditor"),
                Set.of("execute:tools/files/*"),
                List.of("10.0.0.0/8", "::1"),
                NOW,
                Optional.of(NOW.plusSeconds(60)),
                Optional.empty(),
                Optional.empty(),
                Optional.of("before"));
    }

    static ApiKey changed(ApiKey key, Optional<Instant> revoked, Optional<Instant> lastUsed) {
        return new ApiKey(
                key.id(),
                ApiKey.Kind.USER,
                "renamed",
                key.hash(),
                Set.of(),
                Set.of("read:metrics"),
                List.of(),
                key.created(),
                Optional.empty(),
                revoked,
                lastUsed,
                Optional.empty());
    }

    @Test
    void keys_saved_comeBackWhole() {
        keys().save(key("a"));

        assertThat(keys().all()).containsExactly(key("a"));
    }

    @Test
    void keys_savedAgain_areReplaced() {
        keys().save(key("a"));
        var revoked = changed(key("a"), Optional.of(NOW), Optional.empty());
        keys().saveAll(List.of(revoked, key("b")));

        assertThat(keys().all()).containsExactlyInAnyOrder(revoked, key("b"));
    }

    @Test
    void keys_used_showTheLatestUse() {
        keys().save(key("a"));
        keys().used("a", NOW.plusSeconds(2));
        keys().used("a", NOW.plusSeconds(1));
        keys().used("unknown", NOW);

        assertThat(keys().all()).hasSize(1);
        assertThat(keys().all().getFirst().lastUsed()).hasValue(NOW.plusSeconds(2));
    }

    @Test
    void keys_savedByAnOlderCopy_keepTheLatestUse() {
        keys().save(key("a"));
        keys().used("a", NOW.plusSeconds(2));
        assertThat(keys().all()).hasSize(1);
        keys().save(changed(key("a"), Optional.of(NOW), Optional.empty()));

        assertThat(keys().all().getFirst().lastUsed()).hasValue(NOW.plusSeconds(2));
    }

    @Test
    void revocations_added_areKeptUntilTheLaterEnd() {
        revocations().add("one", NOW.plusSeconds(10));
        revocations().add("two", NOW.plusSeconds(20));
        revocations().add("one", NOW.plusSeconds(5));

        assertThat(revocations().all()).isEqualTo(Map.of("one", NOW.plusSeconds(10), "two", NOW.plusSeconds(20)));
    }

    @Test
    void revocations_expired_areForgotten() {
        revocations().add("old", NOW.minus(Duration.ofDays(1)));
        revocations().add("new", NOW.plusSeconds(1));

        assertThat(revocations().all()).containsOnlyKeys("new");
    }

    @Test
    void switches_offAndOnAgain() {
        switches().setServer("files", false);
        switches().setServer("files", false);
        switches().setTool("files/read", false);
        switches().setTool("files/write", false);
        switches().setTool("files/write", true);

        assertThat(switches().servers()).containsExactly("files");
        assertThat(switches().tools()).containsExactly("files/read");
    }

    @Test
    void heads_olderOne_neverReplacesTheNewer() {
        assertThat(heads().newest()).isEmpty();
        heads().save(new AuditHeads.Head(5, "five"));
        heads().save(new AuditHeads.Head(9, "nine"));
        heads().save(new AuditHeads.Head(7, "seven"));

        assertThat(heads().newest()).hasValue(new AuditHeads.Head(9, "nine"));
    }
}
