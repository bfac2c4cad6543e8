package io.nexusmcp.protocol.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.MessageDecoder;
import io.nexusmcp.protocol.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The files of nst/JSONTestSuite: {@code y_} must be read, {@code n_} refused, {@code i_} as the golden list says. */
class JsonTestSuiteTest {
    private static final Path FILES = Path.of("shared/vectors/json-test-suite/test_parsing");

    @Test
    void body_thatIsNoJson_isRefusedWith400() throws IOException {
        for (var file : files("n_")) {
            var body = Files.readAllBytes(file);
            assertThatExceptionOfType(ProtocolException.class)
                    .as(file.toString())
                    .isThrownBy(() -> MessageDecoder.decode(body, JsonLimits.DEFAULT))
                    .satisfies(
                            refused -> assertThat(refused.error().httpStatus()).isEqualTo(400))
                    .satisfies(refused -> assertThat(refused.error().code()).isEqualTo(ErrorCode.PARSE_ERROR));
        }
    }

    @Test
    void argument_thatIsJson_arrivesUnchanged() throws IOException {
        for (var file : files("y_")) {
            var json = Files.readAllBytes(file);
            if (isDuplicateKey(file)) {
                assertThatExceptionOfType(JsonProblem.class).as(file.toString()).isThrownBy(() -> argument(json));
            } else {
                assertThat(argument(json).text()).as(file.toString()).isEqualTo(new String(json, UTF_8).strip());
            }
        }
    }

    @Test
    void argument_thatTheStandardLeavesOpen_isDecidedByTheGoldenList() throws IOException {
        var decisions = new ArrayList<String>();
        for (var file : files("i_")) {
            decisions.add((isAccepted(Files.readAllBytes(file)) ? "accepted " : "refused ") + file.getFileName());
        }
        try (var golden = JsonTestSuiteTest.class.getResourceAsStream("json-test-suite-decisions.txt")) {
            assertThat(golden).isNotNull();
            assertThat(decisions)
                    .isEqualTo(new String(golden.readAllBytes(), UTF_8).lines().toList());
        }
    }

    private static boolean isDuplicateKey(Path file) {
        return file.getFileName().toString().startsWith("y_object_duplicated_key");
    }

    private static boolean isAccepted(byte[] json) throws IOException {
        try {
            argument(json);
            return true;
        } catch (JsonProblem _) {
            return false;
        }
    }

    private static JsonSlice argument(byte[] json) throws IOException {
        var body = new ByteArrayOutputStream();
        body.write(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"t\",\"arguments\":{\"v\":"
                        .getBytes(US_ASCII));
        body.write(json);
        body.write("}}}".getBytes(US_ASCII));
        var params = JsonScanner.scanObject(body.toByteArray(), JsonLimits.DEFAULT)
                .object("params")
                .orElseThrow();
        return params.object("arguments").orElseThrow().get("v").orElseThrow();
    }

    private static List<Path> files(String prefix) throws IOException {
        var folder = folder();
        if (folder.isEmpty() && !isRequired()) {
            System.out.println("skipped: JSONTestSuite, because no folder " + FILES + " stands beside the project");
        }
        assertThat(folder.isPresent() || !isRequired())
                .as("JSONTestSuite is required and missing")
                .isTrue();
        assumeThat(folder).isPresent();
        try (var files = Files.list(folder.get())) {
            var found = files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
            assertThat(found).hasSizeGreaterThan(30);
            return found;
        }
    }

    private static boolean isRequired() {
        return "true".equals(System.getProperty("NEXUS_REQUIRE_ALL", System.getenv("NEXUS_REQUIRE_ALL")));
    }

    private static Optional<Path> folder() {
        for (var at = Path.of(System.getProperty("user.dir")); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve(FILES))) {
                return Optional.of(at.resolve(FILES));
            }
        }
        return Optional.empty();
    }
}
