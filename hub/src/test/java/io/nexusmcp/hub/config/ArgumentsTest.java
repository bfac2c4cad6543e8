package io.nexusmcp.hub.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
    /** Whoever may read the configuration over the admin API sees the arguments. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://ana:hunter2secret@db/x",
                "--url=redis://:hunter2secret@cache:6379",
                "--api-key=hunter2secret",
                "PASSWORD=hunter2secret",
            })
    void argument_withAPassword_isMasked(String argument) {
        assertThat(Arguments.withoutSecrets(List.of("-v", argument)).toString())
                .doesNotContain("hunter2secret")
                .contains(Shown.HIDDEN);
    }

    @Test
    void argument_thatIsAKnownKindOfToken_isMasked() {
        var token = "ghp_" + "a1B2c3D4e5".repeat(4).substring(0, 36);

        assertThat(Arguments.withoutSecrets(List.of("run", token)).toString()).doesNotContain(token);
    }

    @Test
    void otherArguments_areShownAsTheyAre() {
        var plain = List.of("-y", "@scope/server@1.2.3", "http://host:8080/path", "--mode", "fast", "a@b.example");

        assertThat(Arguments.withoutSecrets(plain)).isEqualTo(plain);
    }
}
