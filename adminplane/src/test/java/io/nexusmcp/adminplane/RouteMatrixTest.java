package io.nexusmcp.adminplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.audit.AuditEvent;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every route of the table, so that a new one cannot be left open: without a key, with too little, with enough. */
class RouteMatrixTest {
    private static final Map<String, String> BODIES = Map.of("keys/create", "{\"name\":\"new\"}");

    private final AdminFixture admin = new AdminFixture();

    @AfterEach
    void close() {
        admin.close();
    }

    @TestFactory
    Stream<DynamicTest> everyRoute_withoutKey_is401() {
        return guarded("without a key", route -> {
            var got = ask(route, "");

            assertThat(got.status()).isEqualTo(401);
            assertThat(got.code()).isEqualTo("unauthenticated");
            assertThat(got.response().headers().firstValue("WWW-Authenticate")).isPresent();
        });
    }

    @TestFactory
    Stream<DynamicTest> everyRoute_withRevokedKey_is401() {
        var key = admin.admin();
        admin.admin();
        admin.keys.revoke(admin.keys.list().getFirst().id());
        return guarded(
                "with a revoked key",
                route -> assertThat(ask(route, key).status()).isEqualTo(401));
    }

    @TestFactory
    Stream<DynamicTest> everyRoute_withAllPermissionsButItsOwn_is403() {
        return permitted()
                .map(route -> DynamicTest.dynamicTest(title(route), () -> {
                    var others = permitted()
                            .map(other -> other.access().toString())
                            .filter(permission ->
                                    !permission.equals(route.access().toString()))
                            .collect(Collectors.toSet());
                    var got = ask(route, admin.key(others.toArray(String[]::new)));

                    assertThat(got.status()).isEqualTo(403);
                    assertThat(got.text()).contains(route.access().toString());
                    assertThat(admin.recorded.events().getLast().verdict().outcome())
                            .isEqualTo(AuditEvent.Outcome.DENIED);
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyRoute_withItsPermission_isServedAndRecordedOnce() {
        return permitted()
                .map(route -> DynamicTest.dynamicTest(title(route), () -> {
                    int before = admin.recorded.events().size();
                    var got = ask(route, admin.key(route.access().toString()));

                    assertThat(got.status()).isIn(200, 201);
                    assertThat(admin.recorded.events()).hasSize(before + 1);
                    var event = admin.recorded.events().getLast();
                    assertThat(event.kind()).isEqualTo(AuditEvent.Kind.ADMIN);
                    assertThat(event.what().operation()).isEqualTo(route.operation());
                    assertThat(event.verdict().outcome()).isEqualTo(AuditEvent.Outcome.ALLOWED);
                    assertThat(event.who().caller()).isPresent();
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyRoute_byAnotherMethod_is405() {
        var key = admin.admin();
        return guarded("by PATCH", route -> {
            var got = admin.send(admin.to(path(route))
                    .header("Authorization", "Bearer " + key)
                    .header("X-HTTP-Method-Override", route.method().name())
                    .method("PATCH", BodyPublishers.ofString("{}")));

            assertThat(got.status()).isEqualTo(405);
        });
    }

    @TestFactory
    Stream<DynamicTest> everyRoute_withFieldItDoesNotTake_is400() {
        var key = admin.admin();
        return guarded("with one field more", route -> {
            if (route.method() == Route.Method.GET) {
                assertThat(admin.get(key, path(route) + "?admin=1").status()).isEqualTo(400);
            } else if (route.method() == Route.Method.POST) {
                assertThat(admin.post(key, path(route), "{\"enabled\":true}").status())
                        .isEqualTo(400);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> everyBody_ofAnotherType_is415() {
        var key = admin.admin();
        return guarded("as a form", route -> {
            if (route.method() == Route.Method.POST) {
                var got = admin.send(admin.to(path(route))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("{}")));
                assertThat(got.status()).isEqualTo(415);
            }
        });
    }

    @Test
    void table_namesEachOperationOnce() {
        assertThat(admin.routes().stream().map(Route::operation)).doesNotHaveDuplicates();
        assertThat(admin.routes().stream().map(route -> route.method() + route.path()))
                .doesNotHaveDuplicates();
    }

    private interface Check {
        void of(Route route);
    }

    private Stream<DynamicTest> guarded(String how, Check check) {
        return admin.routes().stream()
                .filter(route -> !(route.access() instanceof Access.Public))
                .map(route -> DynamicTest.dynamicTest(title(route) + " " + how, () -> check.of(route)));
    }

    private Stream<Route> permitted() {
        return admin.routes().stream().filter(route -> route.access() instanceof Access.Needs);
    }

    private static String title(Route route) {
        return route.method() + " " + route.path();
    }

    private AdminFixture.Got ask(Route route, String key) {
        var request = admin.to(path(route)).header("Content-Type", "application/json");
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        var body = BODIES.getOrDefault(route.operation(), "{}");
        return admin.send(
                switch (route.method()) {
                    case GET -> request.GET();
                    case POST -> request.POST(BodyPublishers.ofString(body));
                    case DELETE -> request.DELETE();
                });
    }

    /** Each key is rotated or revoked but once, so there is a fresh one for each request. */
    private String path(Route route) {
        if (route.path().contains("{id}")) {
            admin.key();
        }
        return route.path()
                .replace("{server}", "demo")
                .replace("{tool}", "demo__echo")
                .replace(
                        "{id}",
                        admin.keys.list().isEmpty()
                                ? "none"
                                : admin.keys.list().getLast().id());
    }
}
