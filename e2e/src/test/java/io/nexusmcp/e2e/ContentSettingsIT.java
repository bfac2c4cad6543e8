package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.MisbehavingServer;
import io.nexusmcp.testkit.Proves;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the keys about arguments and answers do, beside the same hub without them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContentSettingsIT {
    private static final String SECRET = "AKIA" + "IOSFODNN7" + "EXAMPLE";
    private static final String CARD = String.join(" ", "4111", "1111", "1111", "1111");
    private static final String EMAIL = "ana@example.com";
    private static final String STAFF = "EMP-004711";
    private static final String DANGEROUS = "{\"a\":[{\"__import__\":1}]}";
    private static final String CLIMBING = "{\"path\":\"../../etc/passwd\"}";

    private final MisbehavingServer server = MisbehavingServer.start(Era.MODERN);
    private Trial trial;

    @BeforeAll
    void start(@TempDir Path folder) {
        server.answer(
                "tools/call",
                "{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":\"%s, %s, %s, %s, done\"}]}"
                        .formatted(SECRET, CARD, EMAIL, STAFF));
        trial = Trial.start(new HubSetup().http("work", server.uri()), folder);
        trial.hub().awaitServer("work");
    }

    @AfterEach
    void reset() {
        trial.without();
    }

    @AfterAll
    void stop() {
        trial.close();
        server.close();
    }

    private String call(String arguments) {
        return trial.peer("work").call("work", arguments).message();
    }

    private void filtering(String members) {
        trial.with("{\"agents\":{\"outputFiltering\":{" + members + "}}}");
    }

    @Test
    @Proves("agents.outputFiltering.enabled")
    void outputFiltering_masksUnlessSwitchedOff() {
        assertThat(call("{}")).contains("done").doesNotContain(SECRET, CARD);
        filtering("\"enabled\":false,\"sensitivePatterns\":[\"EMP-[0-9]+\"]");
        assertThat(call("{}")).contains("done", SECRET, CARD, EMAIL, STAFF);
    }

    @Test
    @Proves("agents.outputFiltering.sensitivePatterns")
    void sensitivePatterns_areMasked() {
        assertThat(call("{}")).contains(STAFF);
        filtering("\"sensitivePatterns\":[\"EMP-[0-9]+\"]");
        assertThat(call("{}")).contains("done", EMAIL).doesNotContain(STAFF);
    }

    @Test
    @Proves("agents.outputFiltering.detectors.secrets")
    void secrets_areMaskedUnlessTheirDetectorIsOff() {
        assertThat(call("{}")).doesNotContain(SECRET);
        filtering("\"detectors\":{\"secrets\":false}");
        assertThat(call("{}")).contains(SECRET, "done").doesNotContain(CARD);
    }

    @Test
    @Proves("agents.outputFiltering.detectors.cards")
    void cards_areMaskedUnlessTheirDetectorIsOff() {
        assertThat(call("{}")).doesNotContain(CARD);
        filtering("\"detectors\":{\"cards\":false}");
        assertThat(call("{}")).contains(CARD, "done").doesNotContain(SECRET);
    }

    @Test
    @Proves("agents.outputFiltering.detectors.email")
    void emailAddresses_areMaskedOnlyWhenTheirDetectorIsOn() {
        assertThat(call("{}")).contains(EMAIL);
        filtering("\"detectors\":{\"email\":true}");
        assertThat(call("{}")).contains("done").doesNotContain(EMAIL);
    }

    @Test
    @Proves("validation.dangerousKeys")
    void dangerousKeys_areRefusedUnlessAllowed() {
        assertThat(call(DANGEROUS)).contains("\"isError\":true").doesNotContain("done");
        trial.with("{\"validation\":{\"dangerousKeys\":false}}");
        assertThat(call(DANGEROUS)).contains("done");
        assertThat(call(CLIMBING)).doesNotContain("done");
    }

    @Test
    @Proves("validation.pathTraversal")
    void pathsThatClimbOut_areRefusedUnlessAllowed() {
        assertThat(call(CLIMBING)).contains("\"isError\":true").doesNotContain("done");
        trial.with("{\"validation\":{\"pathTraversal\":false}}");
        assertThat(call(CLIMBING)).contains("done");
        assertThat(call(DANGEROUS)).doesNotContain("done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"work", "*"})
    @Proves({"mcpServers.NAME.checks.TOOL.dangerousKeys", "mcpServers.NAME.checks.TOOL.pathTraversal"})
    void checksOfATool_canBeExempted(String tool) {
        var checks = "{\"mcpServers\":{\"work\":{\"checks\":{\"" + tool + "\":{\"%s\":false}}}}}";
        trial.with(checks.formatted("dangerousKeys"));
        assertThat(call(DANGEROUS)).contains("done");
        assertThat(call(CLIMBING)).doesNotContain("done");
        trial.with(checks.formatted("pathTraversal"));
        assertThat(call(DANGEROUS)).doesNotContain("done");
        assertThat(call(CLIMBING)).contains("done");
        trial.with("{\"mcpServers\":{\"work\":{\"checks\":{\"other\":"
                + "{\"dangerousKeys\":false,\"pathTraversal\":false}}}}}");
        assertThat(call(DANGEROUS)).doesNotContain("done");
        assertThat(call(CLIMBING)).doesNotContain("done");
    }
}
