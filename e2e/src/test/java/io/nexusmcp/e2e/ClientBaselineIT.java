package io.nexusmcp.e2e;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The clients that others wrote get along with the fixtures directly, so that a failure through the hub is the hub's. */
class ClientBaselineIT {
    @ParameterizedTest
    @CsvSource({
        "LEGACY, client-v1.mjs, legacy",
        "LEGACY, client-v2.mjs, legacy",
        "LEGACY, client-v2.mjs, auto",
        "MODERN, client-v2.mjs, modern",
        "MODERN, client-v2.mjs, auto"
    })
    void fixture_typeScriptClient_seesEverything(Era era, String script, String mode) {
        var npm = NpmTools.require();
        try (var fixture = HttpFixture.start(era, 0)) {
            Tour.check(Tour.take(npm, fixture.uri(), "none", script, mode), era == Era.LEGACY);
        }
    }

    @Test
    void fixture_javaClient_seesEverything() {
        try (var fixture = HttpFixture.start(Era.LEGACY, 0);
                var client = JavaSdk.client(fixture.uri(), "none", report -> {})) {
            client.initialize();
            JavaSdk.checkEverything(client);
        }
    }
}
