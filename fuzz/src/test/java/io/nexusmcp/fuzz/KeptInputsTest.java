package io.nexusmcp.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every input that is kept holds, without the fuzzer. */
class KeptInputsTest {
    @ParameterizedTest
    @EnumSource
    void inputs_thatAreKept_hold(Target target) throws IOException {
        assertThat(target.inputs()).isNotEmpty();
        for (var file : target.inputs()) {
            try {
                target.run(Files.readAllBytes(file));
            } catch (Finding finding) {
                throw new AssertionError(file + ": " + finding.getMessage(), finding);
            }
        }
    }
}
