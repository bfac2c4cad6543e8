package io.nexusmcp.adminplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.identity.ApiKey;
import io.nexusmcp.core.identity.KeyAdministration.Created;
import io.nexusmcp.core.identity.KeyAdministration.NewKey;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways in which a holder of write:keys could become more than it is. */
class KeyEscalationTest {
    private static final Set<String> KEEPER = Set.of("write:keys", "read:keys");

    private final AdminFixture admin = new AdminFixture();

    @AfterEach
    void close() {
        admin.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"bot\"}",
                "{\"name\":\"other\"}",
                "{\"name\":\"other\",\"kind\":\"agent\"}",
                "{\"name\":\"Bot\",\"kind\":\"agent\"}",
            })
    void agent_makesAKeyThatItsToolListDoesNotHold_is403(String body) {
        var agent = make(ApiKey.Kind.AGENT, "bot", List.of(), Optional.empty());

        assertThat(asAgent(agent, body)).isEqualTo(403);
        assertThat(asAgent(agent, "{\"name\":\"bot\",\"kind\":\"agent\"}")).isEqualTo(201);
        assertThat(admin.keys.list()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"x\"}",
                "{\"name\":\"x\",\"networks\":[]}",
                "{\"name\":\"x\",\"networks\":[\"0.0.0.0/0\"]}",
                "{\"name\":\"x\",\"networks\":[\"127.0.0.1\",\"192.0.2.0/24\"]}",
            })
    void keyOfANetwork_makesAKeyForElsewhere_is403(String body) {
        var keeper = keeper(List.of("127.0.0.0/8"), Optional.empty());

        assertThat(admin.post(keeper, "/api/v1/keys", body).status()).isEqualTo(403);
        assertThat(admin.post(keeper, "/api/v1/keys", "{\"name\":\"x\",\"networks\":[\"127.0.0.1\"]}")
                        .status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\":\"x\"}", "{\"name\":\"x\",\"lifetime\":\"2d\"}"})
    void keyWithAnEnd_makesAKeyThatLastsLonger_is403(String body) {
        var keeper = keeper(List.of(), Optional.of(Duration.ofDays(1)));

        assertThat(admin.post(keeper, "/api/v1/keys", body).status()).isEqualTo(403);
        assertThat(admin.post(keeper, "/api/v1/keys", "{\"name\":\"x\",\"lifetime\":\"1h\"}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void keyWithAnEnd_rotatesItself_successorEndsWithIt() {
        var own = create(ApiKey.Kind.USER, "keeper", List.of(), Optional.of(Duration.ofDays(1)));
        var end = own.key().expires().orElseThrow();

        var got = admin.post(own.secret().reveal(), "/api/v1/keys/" + own.key().id() + "/rotate", "{}");

        assertThat(got.body().path("key").path("expires").asString()).isEqualTo(end.toString());
    }

    @Test
    void keyOfANetwork_rotatesAKeyOfAnother_is403() {
        var keeper = keeper(List.of("127.0.0.0/8"), Optional.empty());
        var anywhere = create(ApiKey.Kind.USER, "other", List.of(), Optional.empty());

        assertThat(rotate(keeper, anywhere)).isEqualTo(403);
        assertThat(admin.delete(keeper, "/api/v1/keys/" + anywhere.key().id()).status())
                .isEqualTo(200);
    }

    @Test
    void keeper_rotatesOrRevokesAnAdministrator_is403AndTheKeyGoesOn() {
        var root = admin.admin();
        var rootId = admin.keys.list().getFirst().id();
        var keeper = keeper(List.of(), Optional.empty());

        assertThat(admin.post(keeper, "/api/v1/keys/" + rootId + "/rotate", "{}")
                        .status())
                .isEqualTo(403);
        assertThat(admin.delete(keeper, "/api/v1/keys/" + rootId).status()).isEqualTo(403);
        assertThat(admin.get(root, "/api/v1/keys").status()).isEqualTo(200);
    }

    @Test
    void agent_revokesAnotherAgentsKey_is403() {
        var agent = make(ApiKey.Kind.AGENT, "bot", List.of(), Optional.empty());
        var other = create(ApiKey.Kind.AGENT, "other", List.of(), Optional.empty());

        var got = admin.send(admin.to("/api/v1/keys/" + other.key().id())
                .header("X-Agent-Key", agent)
                .DELETE());

        assertThat(got.status()).isEqualTo(403);
    }

    @Test
    void anyKey_revokesItself_andNothingElse() {
        var weak = admin.key();
        var id = admin.keys.list().getLast().id();
        var other = create(ApiKey.Kind.USER, "other", List.of(), Optional.empty())
                .key()
                .id();

        assertThat(admin.delete(weak, "/api/v1/keys/" + other).status()).isEqualTo(403);
        assertThat(admin.post(weak, "/api/v1/keys/" + id + "/rotate", "{}").status())
                .isEqualTo(403);
        assertThat(admin.delete(weak, "/api/v1/keys/" + id).status()).isEqualTo(200);
        assertThat(admin.delete(weak, "/api/v1/keys/" + id).status()).isEqualTo(401);
    }

    @Test
    void lastAdministrator_revokesItself_isAConflictAndItGoesOn() {
        var root = admin.admin();
        var id = admin.keys.list().getFirst().id();

        var got = admin.delete(root, "/api/v1/keys/" + id);

        assertThat(got.status()).isEqualTo(409);
        assertThat(got.text()).contains("last administrator");
        assertThat(admin.get(root, "/api/v1/keys").status()).isEqualTo(200);
    }

    private int rotate(String by, Created key) {
        return admin.post(by, "/api/v1/keys/" + key.key().id() + "/rotate", "{}")
                .status();
    }

    private int asAgent(String agent, String body) {
        return admin.send(admin.to("/api/v1/keys")
                        .header("X-Agent-Key", agent)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)))
                .status();
    }

    private String keeper(List<String> networks, Optional<Duration> lifetime) {
        return make(ApiKey.Kind.USER, "keeper", networks, lifetime);
    }

    private String make(ApiKey.Kind kind, String name, List<String> networks, Optional<Duration> lifetime) {
        return create(kind, name, networks, lifetime).secret().reveal();
    }

    private Created create(ApiKey.Kind kind, String name, List<String> networks, Optional<Duration> lifetime) {
        return admin.keys.create(new NewKey(kind, name, Set.of(), KEEPER, networks, lifetime));
    }
}
