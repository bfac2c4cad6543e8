package io.nexusmcp.hub.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that bind several keys, and secrets that everybody knows. */
class CrossChecksTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "'::'", "192.168.1.5", "nexus.example.com"})
    void listener_beyondLoopbackInPlaintext_isRefused(String host) {
        assertThat(Written.yaml(directory, "server:\n  host: " + host + "\n").problems())
                .containsExactly(
                        "2:9: server.host: a plaintext listener beyond loopback; name the TLS proxy in front in"
                                + " server.trustedProxies, or set server.insecurePlaintext: true");
        assertThat(Written.yaml(directory, "admin:\n  host: " + host + "\n").problems())
                .containsExactly("2:9: admin.host: a plaintext listener beyond loopback; set admin.insecurePlaintext:"
                        + " true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.9", "'::1'", "localhost"})
    void listener_onLoopback_isAccepted(String host) {
        assertThat(Written.yaml(directory, "server:\n  host: " + host + "\n").warnings())
                .isEmpty();
    }

    @Test
    void listener_behindATrustedProxy_isAccepted() {
        assertThat(Written.yaml(directory, "server: {host: 0.0.0.0, trustedProxies: [10.0.0.0/8]}\n")
                        .warnings())
                .isEmpty();
    }

    @Test
    void listener_withInsecurePlaintext_isAcceptedWithAWarning() {
        assertThat(Written.yaml(directory, "server: {host: 0.0.0.0, insecurePlaintext: true}\n")
                        .warnings())
                .containsExactly(
                        "1:44: server.insecurePlaintext: credentials cross the network in the clear on 0.0.0.0;"
                                + " put a TLS proxy in front");
    }

    @Test
    void authenticationOff_outsideProduction_worksOnLoopbackOnly() {
        assertThat(Written.yaml(directory, "enableAuth: false\n").warnings())
                .containsExactly("1:13: enableAuth: authentication is off: every program on this machine may call");
        assertThat(Written.yaml(directory, "enableAuth: false\nserver: {host: 0.0.0.0, insecurePlaintext: true}\n")
                        .problems())
                .containsExactly("1:13: enableAuth: authentication is off on a listener beyond loopback; listen on"
                        + " 127.0.0.1, or remove enableAuth: false");
    }

    @Test
    void authenticationOff_inProduction_startsCritical() {
        var written = Written.yaml(directory, "enableAuth: false\n").withEnvironment(Map.of("NEXUS_ENV", "production"));

        assertThat(written.load().warnings()).extracting(Problem::severity).containsExactly(Problem.Severity.CRITICAL);
    }

    @Test
    void ports_equal_areRefusedUnlessAny() {
        assertThat(Written.yaml(directory, "server: {port: 4000}\nadmin: {port: 4000}\n")
                        .problems())
                .containsExactly("2:15: admin.port: is the port of the data plane, too; choose another");
        assertThat(Written.yaml(directory, "server: {port: 0}\nadmin: {port: 0}\n")
                        .problems())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c2hvcnQ=",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
                "dGhpcyBpcyBhIHRleHQgb2YgMzIgbGV0dGVycyEhISE=",
                "not base64 at all",
                "your-strong-random-secret"
            })
    void sealingKey_thatCanBeGuessed_isRefusedWithTheCommandForAGoodOne(String key) {
        var written = Written.yaml(directory, "sessions:\n  sealingKeys:\n  - {name: a, key: '" + key + "'}\n");

        assertThat(written.problems())
                .singleElement()
                .asString()
                .startsWith("3:20: sessions.sealingKeys[0].key: ")
                .endsWith("make one with: openssl rand -base64 32")
                .doesNotContain(key);
    }

    @Test
    void sealingKeys_random_areAcceptedAndNeverShown() {
        var bytes = new byte[32];
        new java.util.Random(7).nextBytes(bytes);
        var key = Base64.getEncoder().encodeToString(bytes);
        var loaded = Written.yaml(directory, "sessions: {sealingKeys: [{name: a, key: '" + key + "'}]}\n")
                .load();

        assertThat(loaded.config().sessions().sealingKeys().getFirst().key().reveal())
                .isEqualTo(key);
        assertThat(loaded.toString()).doesNotContain(key);
        assertThat(loaded.origins().settings())
                .noneMatch(setting -> setting.value().contains(key));
    }

    @Test
    void sealingKeys_ofOneName_areRefused() {
        var bytes = new byte[32];
        new java.util.Random(7).nextBytes(bytes);
        var key = Base64.getEncoder().encodeToString(bytes);
        var item = "{name: a, key: '" + key + "'}";

        assertThat(Written.yaml(directory, "sessions: {sealingKeys: [" + item + ", " + item + "]}\n")
                        .problems())
                .containsExactly("1:25: sessions.sealingKeys: has two keys named \"a\"; rename one");
    }

    @Test
    void version_changesWithAnyValueAndWithSecrets_andIsStableOtherwise() {
        var one = Written.yaml(directory, "mcpServers: {a: {command: x, env: {K: v1}}}\n")
                .load();
        var same = Written.json(directory, "{\"mcpServers\": {\"a\": {\"env\": {\"K\": \"v1\"}, \"command\": \"x\"}}}")
                .load();
        var other = Written.yaml(directory, "mcpServers: {a: {command: x, env: {K: v2}}}\n")
                .load();

        assertThat(one.version()).hasSize(12).isEqualTo(same.version()).isNotEqualTo(other.version());
    }
}
