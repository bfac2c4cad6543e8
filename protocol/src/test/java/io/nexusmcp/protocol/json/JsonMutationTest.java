package io.nexusmcp.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Broken messages against a plain tree reader: what is accepted has the same members with the same values. */
class JsonMutationTest {
    private static final JsonMapper TREES = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final List<String> SEEDS = List.of(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"a\",\"arguments\":{\"k\":[1,2.5e3]}}}",
            "{\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"ü\\u00e9😀\"}],\"_meta\":{\"x\":null}}}",
            " {\n\"error\" : {\"code\":-32601,\"message\":\"\\\"no\\\"\",\"data\":[true,false,null,{}]},\"id\":\"q\"}",
            "{\"params\":{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"a\":{\"b\":{\"c\":[[]]}}}}}");
    private static final byte[] INTERESTING = "{}[]\",:\\ue0123456789-+.Etfn \n\0\u007fé".getBytes(UTF_8);

    @Test
    void scan_ofMutatedMessages_agreesWithATreeReader() {
        var random = new Random(20_260_728);
        int accepted = 0;
        for (int round = 0; round < 60_000; round++) {
            var bytes = mutated(SEEDS.get(round % SEEDS.size()).getBytes(UTF_8), random);
            var scanned = scan(bytes);
            if (scanned.isPresent()) {
                accepted++;
                assertSame(scanned.get(), TREES.readTree(bytes), bytes);
            } else {
                assertThat(isStrictJson(bytes)).as(new String(bytes, UTF_8)).isFalse();
            }
        }
        assertThat(accepted).isGreaterThan(3_000);
    }

    private static byte[] mutated(byte[] seed, Random random) {
        var bytes = seed.clone();
        int changes = random.nextInt(3);
        for (int change = 0; change < changes; change++) {
            bytes[random.nextInt(bytes.length)] = INTERESTING[random.nextInt(INTERESTING.length)];
        }
        return random.nextInt(10) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    private static Optional<JsonSlice> scan(byte[] bytes) {
        try {
            return Optional.of(JsonScanner.scan(bytes, JsonLimits.DEFAULT));
        } catch (JsonProblem _) {
            return Optional.empty();
        }
    }

    /** Refusals are allowed for bad UTF-8 and long exponents, which the tree reader lets pass. */
    private static boolean isStrictJson(byte[] bytes) {
        try {
            Utf8.check(bytes);
            return !TREES.readTree(bytes).isMissingNode()
                    && !new String(bytes, UTF_8).matches("(?s).*[eE][-+]?[0-9]{5}.*");
        } catch (JsonProblem | JacksonException _) {
            return false;
        }
    }

    private static void assertSame(JsonSlice slice, JsonNode expected, byte[] bytes) {
        assertThat(slice.tree()).as(new String(bytes, UTF_8)).isEqualTo(expected);
        if (slice.isObject()) {
            var object = JsonScanner.scanObject(bytes, JsonLimits.DEFAULT);
            assertMembers(object, expected);
            assertMembers(slice.asObject(), expected);
        }
    }

    private static void assertMembers(JsonObject object, JsonNode expected) {
        assertThat(object.names()).containsExactlyElementsOf(expected.propertyNames());
        for (var name : object.names()) {
            var value = object.get(name).orElseThrow();
            assertThat(value.tree()).isEqualTo(expected.get(name));
            object.object(name).ifPresent(inner -> assertMembers(inner, expected.get(name)));
            if (value.isString()) {
                assertThat(object.string(name)).contains(expected.get(name).stringValue());
            }
        }
    }
}
