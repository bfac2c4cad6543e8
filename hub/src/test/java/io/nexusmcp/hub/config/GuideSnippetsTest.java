package io.nexusmcp.hub.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every configuration the guides print works as printed, or is refused by name, place and row. */
class GuideSnippetsTest {
    private static final Pattern FENCED = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

    private static final Pattern ROUTERS = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    /** What is refused, by a key of the snippet. */
    private static final Map<String, List<String>> REFUSED = Map.of(
            "\"jwt\"", List.of("3:5: auth.jwt: is known, not in this version (ID-2); remove it until then"),
            "\"tls\"", List.of("3:5: server.tls: is known, not in this version (BR-5); remove it until then"),
            "\"postgres\"",
                    List.of("3:13: database.type: \"postgres\" is known, not in this version (DA-1); write sqlite"),
            "\"encryption\"",
                    List.of("3:5: security.encryption: is known, not in this version (DA-2); remove it until then"),
            "\"secretsManager\"",
                    List.of("3:5: security.secretsManager: is known, not in this version (DA-3); remove it until then"),
            "\"mtls\"",
                    List.of("4:7: mcp.servers.authentication: is known, not in this version (BR-6); remove it until"
                            + " then"),
            "\"resourceLimits\"",
                    List.of("4:7: mcp.servers.resourceLimits: is known, not in this version (LV-4); remove it until"
                            + " then"),
            "\"inputValidation\"",
                    List.of("3:5: agents.inputValidation: is known, not in this version (AG-1); remove it until then"),
            "\"monitoring\"",
                    List.of("3:5: monitoring.security: is known, not in this version (AU-4); remove it until then"),
            "\"contacts\"",
                    List.of("3:5: security.contacts: is known, not in this version (AU-5); remove it until then"));

    private static final List<String> ACCEPTED = List.of(
            "\"apiKey\": {",
            "\"rbac\"",
            "\"restrictions\"",
            "\"authentication\": {\n      \"enabled\"",
            "\"outputFiltering\"",
            "\"audit\"");

    @TempDir
    private Path directory;

    static Stream<String> snippets() throws IOException {
        var guide = guide();
        if (guide.isEmpty()) {
            return Stream.of("");
        }
        return FENCED.matcher(Files.readString(guide.get())).results().map(found -> found.group(1));
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void snippet_asPrinted_worksOrIsRefusedByName(String snippet) {
        assumeGuide();
        var problems = Written.json(directory, snippet).problems();
        var refused = REFUSED.entrySet().stream()
                .filter(entry -> snippet.contains(entry.getKey()))
                .toList();

        if (refused.isEmpty()) {
            assertThat(problems).isEmpty();
            assertThat(ACCEPTED).anyMatch(snippet::contains);
        } else {
            assertThat(problems)
                    .containsAll(refused.getFirst().getValue())
                    .allMatch(text -> text.contains("not in this version"));
        }
    }

    @Test
    void snippets_ofTheGuide_areAllHere() throws IOException {
        assumeGuide();
        assertThat(snippets()).hasSize(REFUSED.size() + ACCEPTED.size());
    }

    @Test
    void patternsOfTheGuide_asPrinted_find() throws IOException {
        assumeGuide();
        var snippet = snippets()
                .filter(text -> text.contains("sensitivePatterns"))
                .findFirst()
                .orElseThrow();
        var patterns = Written.json(directory, snippet)
                .load()
                .config()
                .agents()
                .outputFiltering()
                .sensitivePatterns();

        assertThat(patterns.getFirst().matcher("card 4111 1111 1111 1111.").find())
                .isTrue();
        assertThat(patterns.getLast().matcher("write to ana@example.com").find())
                .isTrue();
    }

    static Stream<String> routerSnippets() throws IOException {
        var guide = guide("router-security.md");
        if (guide.isEmpty()) {
            return Stream.of("");
        }
        return ROUTERS.matcher(Files.readString(guide.get())).results().map(found -> found.group(1));
    }

    /** The router is not in this version; its keys are none the hub could take by mistake. */
    @ParameterizedTest
    @MethodSource("routerSnippets")
    void routerSnippet_asPrinted_isRefusedKeyByKey(String snippet) {
        assumeGuide();
        assertThat(Written.yaml(directory, snippet).problems())
                .isNotEmpty()
                .allMatch(text -> text.contains("not in this version")
                        || text.contains("the stdio router's word")
                        || text.contains("securityContext: unknown key")
                        || text.contains("not YAML"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CORS_ALLOWED_ORIGINS", "SECURITY_SECRET_KEY", "SESSION_TTL", "LOG_REQUEST_BODY"})
    void variableOfAGuide_thatIsNotRead_isSaidToBe(String variable) {
        var written = Written.yaml(directory, "{}\n");
        assertThat(written.warnings()).isEmpty();
        assertThat(written.withEnvironment(Map.of(variable, "true")).warnings())
                .singleElement()
                .asString()
                .contains(variable, "is not read");
        assertThat(written.withEnvironment(Map.of("LOG_REQUEST_BODY", "false")).warnings())
                .isEmpty();
    }

    private static void assumeGuide() {
        boolean isThere = guide().isPresent();
        if (!isThere && Boolean.parseBoolean(System.getenv("NEXUS_REQUIRE_ALL"))) {
            throw new AssertionError("the hub guide is missing, and nothing may be skipped here");
        }
        if (!isThere) {
            System.out.println("skipped: the hub guide is not beside the checkout");
        }
        assumeTrue(isThere);
    }

    private static Optional<Path> guide() {
        return guide("hub-security.md");
    }

    private static Optional<Path> guide(String name) {
        var candidates = new ArrayList<Path>();
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            candidates.add(folder.resolve("shared/requirements/" + name));
        }
        return candidates.stream().filter(Files::exists).findFirst();
    }
}
