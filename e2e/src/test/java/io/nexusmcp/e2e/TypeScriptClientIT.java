package io.nexusmcp.e2e;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The TypeScript SDKs' clients see through the hub what they see at the fixtures, in every pair of eras. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TypeScriptClientIT {
    private final NpmTools npm = NpmTools.require();
    private FixtureHub fixtures;

    @BeforeAll
    void start(@TempDir Path folder) {
        fixtures = new FixtureHub(folder);
    }

    @AfterAll
    void stop() {
        fixtures.close();
    }

    @ParameterizedTest
    @CsvSource({
        "legacy-http, client-v1.mjs, legacy",
        "legacy-stdio, client-v1.mjs, legacy",
        "modern-http, client-v1.mjs, legacy",
        "modern-stdio, client-v1.mjs, legacy",
        "legacy-http, client-v2.mjs, legacy",
        "modern-stdio, client-v2.mjs, legacy",
        "legacy-http, client-v2.mjs, modern",
        "legacy-stdio, client-v2.mjs, modern",
        "modern-http, client-v2.mjs, modern",
        "modern-stdio, client-v2.mjs, modern",
        "modern-http, client-v2.mjs, auto"
    })
    void client_throughHub_seesEverything(String server, String script, String mode) {
        var report = Tour.take(npm, fixtures.uri(server), fixtures.key(), script, mode);
        Tour.check(report, mode.equals("legacy") && server.startsWith("legacy"));
    }
}
