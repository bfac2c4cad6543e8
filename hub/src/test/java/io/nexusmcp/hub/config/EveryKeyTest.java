package io.nexusmcp.hub.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for each key there is. */
class EveryKeyTest {
    /** Keys of mcpServers whose record is one of core's, under other names. */
    private static final List<String> OTHERWISE_NAMED = List.of("database", "$schema", "servers", "security", "mcp");

    @TempDir
    private Path directory;

    static Stream<ConfigKey> values() {
        return ConfigKeys.all().stream().filter(ConfigKey::isSettable);
    }

    static Stream<ConfigKey> bounded() {
        return values().filter(key -> key.shape().min().isPresent());
    }

    @ParameterizedTest
    @MethodSource("values")
    void key_withASectionForAValue_isRefusedAtItsPlace(ConfigKey key) {
        var written = Written.json(directory, nested(key.path(), "{\"x\": 1}"));

        assertThat(written.problems()).anyMatch(text -> text.contains(": " + real(key) + ": is a section where "));
    }

    @ParameterizedTest
    @MethodSource("values")
    void key_withAWrongScalar_isRefusedUnlessItTakesAny(ConfigKey key) {
        var isList = key.form() == ConfigKey.Form.LIST;
        var wrong = isList ? "[1, true]" : key.shape().sort() == Shape.Sort.TEXT ? "1.5" : "\"x y\"";
        var takesAny =
                List.of("mcpServers.NAME.args", "mcpServers.NAME.env.VARIABLE").contains(key.path());
        var problems = Written.json(directory, nested(key.path(), wrong)).problems();

        assertThat(problems.stream().anyMatch(text -> text.contains(": " + real(key) + ": ")))
                .isEqualTo(!takesAny);
    }

    @ParameterizedTest
    @MethodSource("bounded")
    void key_outOfBounds_isRefusedOnBothSides(ConfigKey key) {
        long min = key.shape().min().orElseThrow();
        long max = key.shape().max().orElseThrow();

        for (long outside : List.of(min - 1, max + 1)) {
            assertThat(Written.json(directory, nested(key.path(), String.valueOf(outside)))
                            .problems())
                    .anyMatch(text -> text.contains(": " + real(key) + ": " + outside + " is not between "));
        }
        for (long inside : List.of(min, max)) {
            assertThat(Written.json(directory, nested(key.path(), String.valueOf(inside)))
                            .problems())
                    .noneMatch(text -> text.contains(": " + real(key) + ": " + inside + " is not between "));
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void key_saysWhatItIs(ConfigKey key) {
        assertThat(key.sentence()).endsWith(".").hasSizeLessThan(160);
        assertThat(key.shape().words()).isNotEmpty();
    }

    @Test
    void variables_areDifferentForEachKey() {
        assertThat(values().map(ConfigKey::variable).filter(name -> !name.isEmpty()))
                .doesNotHaveDuplicates()
                .contains("NEXUS_SERVER_PORT", "NEXUS_ENABLE_AUTH", "NEXUS_RATE_LIMIT_PER_CALLER_REQUESTS");
    }

    @Test
    void eachVariable_setsItsKey() {
        for (var key : values().filter(key -> !key.variable().isEmpty()).toList()) {
            var loaded = load(Map.of(key.variable(), sample(key)));
            assertThat(loaded.origins().of(key.path()).orElseThrow().origin())
                    .isEqualTo(new Origin.Environment(key.variable()));
        }
    }

    @Test
    void components_ofTheRecords_areKeys() {
        var keys = new HashSet<>(ConfigKeys.all().stream().map(ConfigKey::name).toList());
        var records = List.of(
                ListenerConfig.class,
                AdminConfig.class,
                AuthConfig.class,
                AuthConfig.ApiKey.class,
                RolesConfig.class,
                RolesConfig.Role.class,
                AgentsConfig.class,
                AgentsConfig.Authentication.class,
                AgentsConfig.OutputFiltering.class,
                AgentsConfig.Detectors.class,
                RestrictionsConfig.class,
                ValidationConfig.class,
                LimitsConfig.class,
                RateLimitsConfig.class,
                SessionsConfig.class,
                SessionsConfig.SealingKey.class,
                AuditConfig.class,
                LoggingConfig.class,
                LoggingConfig.AuditCopy.class,
                MaskingConfig.class);

        assertThat(records.stream()
                        .flatMap(type -> Arrays.stream(type.getRecordComponents()))
                        .map(RecordComponent::getName))
                .allMatch(keys::contains);
    }

    @Test
    void topLevel_holdsWhatTheIssueNames() {
        assertThat(ConfigKeys.all().stream().map(ConfigKey::path).filter(path -> !path.contains(".")))
                .containsAll(OTHERWISE_NAMED)
                .contains("server", "admin", "enableAuth", "auth", "agents", "mcpServers", "validation", "limits")
                .contains("rateLimit", "sessions", "audit", "logging");
    }

    private Loaded load(Map<String, String> environment) {
        return ConfigLoader.load(Optional.empty(), environment, Map.of());
    }

    /** A value that differs from the default where that is possible, and breaks no rule between keys. */
    private static String sample(ConfigKey key) {
        return switch (key.path()) {
            case "server.host", "admin.host" -> "127.0.0.2";
            case "server.publicUrl" -> "https://hub.example.com";
            case "auth.apiKey.header", "agents.authentication.header" -> "X-Other";
            default ->
                switch (key.shape().sort()) {
                    case NUMBER, MEASURE -> String.valueOf(key.shape().max().orElseThrow());
                    case BOOLEAN -> "true";
                    case TEXT ->
                        key.shape().choices().isEmpty()
                                ? "text"
                                : key.shape().choices().getFirst();
                };
        };
    }

    private static String real(ConfigKey key) {
        return key.path()
                .replace("NAME", "name")
                .replace("VARIABLE", "V")
                .replace("HEADER", "X-H")
                .replace("[]", "[0]");
    }

    /** A JSON text with one value at a path. */
    private static String nested(String path, String value) {
        var text = value;
        var parts = path.replace("NAME", "name")
                .replace("VARIABLE", "V")
                .replace("HEADER", "X-H")
                .split("\\.");
        for (int at = parts.length - 1; at >= 0; at--) {
            boolean isItem = parts[at].endsWith("[]");
            var name = parts[at].replace("[]", "");
            text = "{\"" + name + "\": " + (isItem ? "[" + text + "]" : text) + "}";
        }
        return text;
    }
}
