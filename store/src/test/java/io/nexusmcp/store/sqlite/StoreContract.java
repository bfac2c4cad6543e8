package io.nexusmcp.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.Mount;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.audit.AuditHeads;
import io.nexusmcp.core.catalog.ToolSwitches;
import io.nexusmcp.core.identity.ApiKey;
import io.nexusmcp.core.identity.KeyStore;
import io.nexusmcp.core.session.Revocations;
import io.nexusmcp.core.task.TaskRecord;
import io.nexusmcp.core.task.TaskStore;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.TaskStatus;
import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What core's ports promise, whatever keeps it. */
abstract class StoreContract {
    static final Instant NOW = Instant.parse("2026-11-21T09:41:00.123456789Z");

    abstract KeyStore keys();

    abstract Revocations revocations();

    abstract ToolSwitches switches();

    abstract AuditHeads heads();

    abstract TaskStore tasks();

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

    private static TaskRecord task(String caller, TaskRecord.Work work, Instant created, Instant expires) {
        return new TaskRecord(
                UUID.randomUUID(),
                "sealed for " + caller,
                caller,
                Mount.of(new ServerName("files")),
                new TaskRecord.Target(
                        new ServerName("files"), "copy \"all\"", Revision.V2025_11_25, new ClientAbilities(5)),
                work,
                new TaskRecord.Times(created, expires, Duration.ofMillis(1_500)),
                new TaskRecord.State(TaskStatus.WORKING, Optional.of("half"), created));
    }

    private static TaskRecord atServer(String caller, Instant created) {
        return task(caller, new TaskRecord.Work.AtServer("own id"), created, NOW.plusSeconds(60));
    }

    private static TaskRecord done(String caller) {
        var result = JsonSlice.trusted("{\"content\":[],\"n\":1}").asObject();
        return task(caller, new TaskRecord.Work.Done(result), NOW, NOW.plusSeconds(60));
    }

    @Test
    void tasks_added_comeBackWhole() {
        var task = atServer("a", NOW);
        tasks().add(task);

        assertThat(tasks().find(task.id())).contains(task);
        assertThat(tasks().find(UUID.randomUUID())).isEmpty();
    }

    @Test
    void tasks_thatHoldAResult_giveItBack() {
        var task = done("a");
        tasks().add(task);

        assertThat(tasks().find(task.id()).orElseThrow().work())
                .isInstanceOfSatisfying(
                        TaskRecord.Work.Done.class,
                        held -> assertThat(held.result().whole().text()).isEqualTo("{\"content\":[],\"n\":1}"));
    }

    @Test
    void tasks_ofACaller_areListedOldestFirst() {
        var newer = atServer("a", NOW);
        var older = atServer("a", NOW.minusSeconds(5));
        tasks().add(newer);
        tasks().add(older);
        tasks().add(atServer("b", NOW));

        assertThat(tasks().of("a")).extracting(TaskRecord::id).containsExactly(older.id(), newer.id());
    }

    @Test
    void tasks_changed_showHowTheyAreNow() {
        var task = atServer("a", NOW);
        tasks().add(task);
        var now = new TaskRecord.State(TaskStatus.COMPLETED, Optional.empty(), NOW.plusSeconds(1));
        tasks().changed(task.id(), now);

        assertThat(tasks().find(task.id())).contains(task.with(now));
        var late = new TaskRecord.State(TaskStatus.WORKING, Optional.of("late"), NOW.plusSeconds(2));
        tasks().changed(task.id(), late);
        assertThat(tasks().find(task.id())).as("has ended").contains(task.with(now));
    }

    @Test
    void tasks_areCountedUntilTheyExpire() {
        tasks().add(atServer("a", NOW));
        tasks().add(done("a"));
        tasks().add(done("b"));
        tasks().add(task("a", new TaskRecord.Work.AtServer("late"), NOW.minusSeconds(9), NOW));

        assertThat(tasks().count("a", NOW)).isEqualTo(new TaskStore.Counts(2, 3, 20, 40));
        assertThat(tasks().count("c", NOW.plusSeconds(60))).isEqualTo(new TaskStore.Counts(0, 0, 0, 0));
    }

    @Test
    void tasks_thatExpired_areForgottenAndTheOthersKept() {
        var kept = atServer("a", NOW);
        tasks().add(kept);
        tasks().add(task("a", new TaskRecord.Work.AtServer("late"), NOW.minusSeconds(9), NOW));

        assertThat(tasks().removeExpired(NOW)).isOne();
        assertThat(tasks().removeExpired(NOW)).isZero();
        assertThat(tasks().of("a")).extracting(TaskRecord::id).containsExactly(kept.id());
    }
}
