package io.nexusmcp.adminplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.identity.ApiKey;
import io.nexusmcp.core.identity.KeyAdministration.NewKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRoutesTest {
    private final AdminFixture admin = new AdminFixture();
    private final String key = admin.admin();

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void create_showsTheSecretOnce_andTheKeyWorksAtOnce() {
        var got = admin.post(key, "/api/v1/keys", """
            {"name":"ci","roles":["viewer"],"permissions":["execute:tools/demo/echo"],
             "networks":["127.0.0.0/8"],"lifetime":"30d"}\
            """);

        assertThat(got.status()).isEqualTo(201);
        var secret = got.body().path("secret").asString();
        assertThat(secret).startsWith("nxk_");
        assertThat(admin.get(secret, "/api/v1/servers").status()).isEqualTo(200);
        var listed = admin.get(key, "/api/v1/keys");
        assertThat(listed.text())
                .contains("\"name\":\"ci\"")
                .doesNotContain(secret)
                .doesNotContain("hash");
        var shown = got.body().path("key");
        assertThat(shown.path("permissions").toString()).isEqualTo("[\"execute:tools/demo/echo\"]");
        assertThat(shown.path("live").asBoolean()).isTrue();
        assertThat(shown.path("expires").asString()).isNotEmpty();
        assertThat(admin.recorded.events().getFirst().what().target())
                .contains(shown.path("id").asString());
    }

    @Test
    void create_agent_hasAnAgentKey() {
        var got = admin.post(key, "/api/v1/keys", "{\"name\":\"bot\",\"kind\":\"agent\"}");

        assertThat(got.body().path("secret").asString()).startsWith("nxa_");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\":7}",
                "{\"name\":\"x\",\"id\":\"abcdefghij\"}",
                "{\"name\":\"x\",\"kind\":\"bootstrap_admin\"}",
                "{\"name\":\"x\",\"roles\":[\"nobody-knows\"]}",
                "{\"name\":\"x\",\"permissions\":[\"everything\"]}",
                "{\"name\":\"x\",\"roles\":\"admin\"}",
                "{\"name\":\"x\",\"lifetime\":\"forever\"}",
                "{\"name\":\"x\",\"lifetime\":null}",
                "{\"name\":\"x\",\"name\":\"y\"}",
                "[]",
                "{\"name\":\"x\"",
            })
    void create_wrongBody_is400AndMakesNothing(String body) {
        var got = admin.post(key, "/api/v1/keys", body);

        assertThat(got.status()).isEqualTo(400);
        assertThat(got.body().path("error").path("hint").asString()).isNotEmpty();
        assertThat(admin.keys.list()).hasSize(1);
    }

    @Test
    void create_networkThatIsAName_isRefusedWithAdvice() {
        var got = admin.post(key, "/api/v1/keys", "{\"name\":\"x\",\"networks\":[\"example.org\"]}");

        assertThat(got.status()).isEqualTo(409);
        assertThat(got.text()).contains("CIDR");
    }

    /** Invariant: nobody can hand out more than it holds. */
    @Test
    void create_moreThanItsMakerMay_is403() {
        var keeper = admin.key("write:keys", "read:keys");

        assertThat(admin.post(keeper, "/api/v1/keys", "{\"name\":\"x\",\"roles\":[\"admin\"]}")
                        .status())
                .isEqualTo(403);
        assertThat(admin.post(keeper, "/api/v1/keys", "{\"name\":\"x\",\"permissions\":[\"*:*\"]}")
                        .status())
                .isEqualTo(403);
        assertThat(admin.post(keeper, "/api/v1/keys", "{\"name\":\"x\",\"permissions\":[\"read:keys\"]}")
                        .status())
                .isEqualTo(201);
    }

    /** A rotation gives the rotated key's rights, so it is held to the same rule as making one. */
    @Test
    void rotate_keyThatMayMoreThanItsRotator_is403() {
        var keeper = admin.key("write:keys");
        var adminId = admin.keys.list().getFirst().id();

        assertThat(admin.post(keeper, "/api/v1/keys/" + adminId + "/rotate", "{}")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void rotate_withOverlap_bothKeysWork() {
        var old = admin.key("read:servers");
        var id = admin.keys.list().getLast().id();

        var got = admin.post(key, "/api/v1/keys/" + id + "/rotate", "{\"overlap\":\"1h\"}");

        assertThat(got.status()).isEqualTo(200);
        assertThat(got.body().path("key").path("replaces").asString()).isEqualTo(id);
        assertThat(admin.get(old, "/api/v1/servers").status()).isEqualTo(200);
        assertThat(admin.get(got.body().path("secret").asString(), "/api/v1/servers")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void rotate_withoutOverlap_theOldKeyEndsAtOnce() {
        var old = admin.key("read:servers");
        var id = admin.keys.list().getLast().id();

        admin.post(key, "/api/v1/keys/" + id + "/rotate", "");

        assertThat(admin.get(old, "/api/v1/servers").status()).isEqualTo(401);
    }

    @Test
    void rotate_overlapBeyondTheBound_is400() {
        var id = admin.keys.list().getFirst().id();

        assertThat(admin.post(key, "/api/v1/keys/" + id + "/rotate", "{\"overlap\":\"31d\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void rotate_revokedKey_isAConflict() {
        var id = admin.keys
                .create(new NewKey(ApiKey.Kind.USER, "old", Set.of(), Set.of(), List.of(), Optional.empty()))
                .key()
                .id();
        admin.keys.revoke(id);

        assertThat(admin.post(key, "/api/v1/keys/" + id + "/rotate", "{}").status())
                .isEqualTo(409);
    }

    @Test
    void revoke_endsTheKeyWithTheNextRequest() {
        var other = admin.key("read:servers");
        var id = admin.keys.list().getLast().id();

        var got = admin.delete(key, "/api/v1/keys/" + id);

        assertThat(got.status()).isEqualTo(200);
        assertThat(got.body().path("live").asBoolean(true)).isFalse();
        assertThat(admin.get(other, "/api/v1/servers").status()).isEqualTo(401);
    }

    @Test
    void revoke_unknownKey_is404() {
        assertThat(admin.delete(key, "/api/v1/keys/nosuchkey1").status()).isEqualTo(404);
    }
}
