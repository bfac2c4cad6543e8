package io.nexusmcp.adminplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.Health;
import io.nexusmcp.core.audit.AuditEvent;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminPlaneTest {
    private final AdminFixture admin = new AdminFixture();
    private final String key = admin.admin();

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void unknownAddress_withoutKey_looksLikeAnyOther() {
        var unknown = admin.send(admin.to("/api/v1/no-such-thing"));
        var known = admin.send(admin.to("/api/v1/keys"));

        assertThat(unknown.status()).isEqualTo(known.status()).isEqualTo(401);
        assertThat(unknown.text()).isEqualTo(known.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api/v1/keys/",
                "/api/v1//keys",
                "/api/v1/./keys",
                "/api/v1/../v1/keys",
                "/api/v1/%6beys",
                "/api/v1/keys;x=1",
                "/api/v1%2fkeys",
                "/API/v1/keys",
                "/api/v1/servers/%2e%2e/enable",
                "/api/v1/servers/de%00mo/enable",
                "/mcp",
            })
    void addressSpelledOtherwise_isNoRoute(String path) {
        assertThat(admin.get(key, path).status()).isIn(400, 404);
        assertThat(admin.get("wrong", path).status()).isIn(400, 401);
    }

    @Test
    void everyAnswer_isNotStoredAndNotGuessed() {
        var got = admin.get(key, "/api/v1/keys");

        assertThat(got.response().headers().firstValue("Content-Type")).contains("application/json");
        assertThat(got.response().headers().firstValue("X-Content-Type-Options"))
                .contains("nosniff");
        assertThat(got.response().headers().firstValue("Cache-Control")).contains("no-store");
    }

    @Test
    void keyInTheQuery_isNoCredential() {
        assertThat(admin.send(admin.to("/api/v1/keys?api_key=" + key)).status()).isEqualTo(401);
    }

    @Test
    void twoCredentials_are400() {
        var got = admin.send(admin.to("/api/v1/keys")
                .header("Authorization", "Bearer " + key)
                .header("X-API-Key", key));

        assertThat(got.status()).isEqualTo(400);
        assertThat(got.code()).isEqualTo("ambiguous_credentials");
    }

    @Test
    void parameterTwice_is400() {
        assertThat(admin.get(key, "/api/v1/audit?limit=1&limit=2").status()).isEqualTo(400);
    }

    @Test
    void bodyBeyondTheBound_is413() {
        var got = admin.post(key, "/api/v1/keys", "{\"name\":\"" + "x".repeat(70_000) + "\"}");

        assertThat(got.status()).isEqualTo(413);
    }

    @Test
    void auditThatCannotBeWritten_refusesBeforeAnythingIsDone() {
        admin.recorded.breakDown();

        var got = admin.post(key, "/api/v1/servers/demo/disable", "{}");

        assertThat(got.status()).isEqualTo(503);
        assertThat(admin.catalog.list().getFirst().isEnabled()).isTrue();
    }

    @Test
    void auditThatFailsAtTheEnd_holdsTheAnswerBack() {
        admin.recorded.failNextWrite();

        var got = admin.get(key, "/api/v1/keys");

        assertThat(got.status()).isEqualTo(503);
        assertThat(got.text()).doesNotContain("\"keys\"");
    }

    @Test
    void commandThatThrows_is500WithoutDetailsAndRecordedAsFailed() {
        admin.health.clear();
        admin.calls((_, _, _, _, _) -> {
            throw new IllegalStateException("secret inner state");
        });

        var got = admin.post(key, "/api/v1/tools/demo__echo/call", "{}");

        assertThat(got.status()).isEqualTo(500);
        assertThat(got.text()).doesNotContain("secret inner state").doesNotContain("Exception");
        assertThat(admin.recorded.onlyEvent().verdict().outcome()).isEqualTo(AuditEvent.Outcome.FAILED);
    }

    @Test
    void live_withoutKey_is200_andLeavesNoEvent() {
        var got = admin.send(admin.to("/health/live"));

        assertThat(got.status()).isEqualTo(200);
        assertThat(got.text()).isEqualTo("{\"status\":\"live\"}");
        assertThat(admin.recorded.events()).isEmpty();
    }

    @Test
    void ready_whileARequiredComponentIsDown_is503WithoutDetails() {
        assertThat(admin.send(admin.to("/health/ready")).status()).isEqualTo(200);
        admin.health.add(new Health("server demo", false, false, "cannot be reached"));
        assertThat(admin.send(admin.to("/health/ready")).status()).isEqualTo(200);
        admin.health.add(new Health("audit", false, true, "disk full"));

        var got = admin.send(admin.to("/health/ready"));

        assertThat(got.status()).isEqualTo(503);
        assertThat(got.text()).isEqualTo("{\"status\":\"not ready\"}");
    }

    @Test
    void health_withPermission_namesEachComponent() {
        var got = admin.get(admin.key("read:metrics"), "/health");

        assertThat(got.body().path("components").get(0).path("component").asString())
                .isEqualTo("store");
    }

    @Test
    void metrics_areTextForPrometheus() {
        var got = admin.get(admin.key("read:metrics"), "/metrics");

        assertThat(got.status()).isEqualTo(200);
        assertThat(got.response().headers().firstValue("Content-Type").orElse(""))
                .startsWith("text/plain");
    }

    /** A flood is summarized in the log, but the alert on the counter must see all of it. */
    @Test
    void metrics_countRefusalsThatTheLogOnlySummarizes() {
        for (int at = 0; at < 30; at++) {
            admin.get("nxk_wrong", "/api/v1/keys");
        }

        assertThat(admin.get(key, "/metrics").text()).contains("nexus_auth_failures_total 30.0");
        assertThat(admin.recorded.events()).hasSizeLessThan(30);
    }

    @Test
    void config_isTheMaskedOne() {
        assertThat(admin.get(key, "/api/v1/config").text()).contains("[hidden]");
    }

    @Test
    void version_anyKeyMaySee() {
        assertThat(admin.get(admin.key(), "/api/v1/version")
                        .body()
                        .path("version")
                        .asString())
                .isEqualTo("9.9");
    }

    @Test
    void event_holdsWhoWhatAndWhen() {
        admin.post(key, "/api/v1/servers/demo/restart", "{}");

        var event = admin.recorded.onlyEvent();
        assertThat(event.what().operation()).isEqualTo("servers/restart");
        assertThat(event.what().server()).contains("demo");
        assertThat(event.who().peer()).isEqualTo("127.0.0.1");
        assertThat(event.policyVersion()).isEqualTo("v1");
        assertThat(event.traceId()).hasSize(32);
        assertThat(event.time()).isBefore(Instant.now().plusSeconds(1));
    }
}
