package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.hub.config.ConfigKey;
import io.nexusmcp.hub.config.ConfigKeys;
import io.nexusmcp.testkit.Proves;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A setting is in force and a test shows it on a running hub, or it is not a setting. */
class EverySettingIT {
    private static final List<String> RUNNERS =
            List.of(Test.class.getSimpleName(), ParameterizedTest.class.getSimpleName());

    /** All keys that take a value, and those whose own keys are described elsewhere. */
    static Stream<String> settings() {
        var all = ConfigKeys.all();
        return all.stream()
                .filter(key -> key.isSettable() || isEmptySection(key, all))
                .map(ConfigKey::path);
    }

    private static boolean isEmptySection(ConfigKey key, List<ConfigKey> all) {
        return all.stream()
                .noneMatch(other -> other.path().startsWith(key.path() + ".")
                        || other.path().startsWith(key.path() + "[]"));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void setting_isProvenOnARunningHub(String key) throws Exception {
        assertThat(proofs()).as("tests marked @Proves(\"%s\")", key).containsKey(key);
    }

    @Test
    void proofs_areOfSettingsThereAre() throws Exception {
        assertThat(settings()).hasSizeGreaterThan(80).containsAll(proofs().keySet());
    }

    @Test
    void proofs_areTestsThatRun() throws Exception {
        assertThat(marked()).isNotEmpty().allSatisfy(proof -> {
            assertThat(proof.isAnnotationPresent(Disabled.class))
                    .as(proof.toString())
                    .isFalse();
            assertThat(proof.getDeclaringClass().isAnnotationPresent(Disabled.class))
                    .as(proof.toString())
                    .isFalse();
            assertThat(Arrays.stream(proof.getAnnotations())
                            .map(annotation -> annotation.annotationType().getSimpleName()))
                    .as(proof.toString())
                    .containsAnyElementsOf(RUNNERS);
            assertThat(proof.getDeclaringClass().getSimpleName()).endsWith("IT");
        });
    }

    private static Map<String, TreeSet<String>> proofs() throws Exception {
        var proofs = new TreeMap<String, TreeSet<String>>();
        for (var proof : marked()) {
            for (var key : proof.getAnnotation(Proves.class).value()) {
                proofs.computeIfAbsent(key, ignored -> new TreeSet<>())
                        .add(proof.getDeclaringClass().getSimpleName() + "#" + proof.getName());
            }
        }
        return proofs;
    }

    /** All marked methods beside this class. */
    private static List<Method> marked() throws IOException, URISyntaxException {
        var folder = Path.of(
                        EverySettingIT.class.getResource("EverySettingIT.class").toURI())
                .getParent();
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class"))
                    .map(name -> EverySettingIT.class.getPackageName() + "." + name.replace(".class", ""))
                    .flatMap(EverySettingIT::markedIn)
                    .toList();
        }
    }

    private static Stream<Method> markedIn(String type) {
        try {
            return Arrays.stream(Class.forName(type, false, EverySettingIT.class.getClassLoader())
                            .getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(Proves.class));
        } catch (ClassNotFoundException absent) {
            throw new IllegalStateException(absent);
        }
    }
}
