package io.nexusmcp.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.core.catalog.ServerSpec.Exemption;
import io.nexusmcp.core.catalog.ToolDefinition;
import io.nexusmcp.core.policy.ServerCall;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentGuardTest {
    private static final ServerName SERVER = new ServerName("files");
    private static final Exemption NONE = new Exemption(false, false);
    private static final String ANY = "{\"type\":\"object\"}";

    private final ArgumentGuard guard = new ArgumentGuard(true, true);

    private static ServerCall call(String schema, String arguments) {
        var tool = new ToolDefinition(
                SERVER, "t", "files__t", JsonObject.EMPTY, JsonSlice.trusted(schema), Optional.empty(), "h", List.of());
        return new ServerCall.CallTool(
                tool,
                JsonSlice.trusted("{\"name\":\"t\",\"arguments\":" + arguments + "}")
                        .asObject());
    }

    private static JsonObject object(String json) {
        return JsonSlice.trusted(json).asObject();
    }

    private Optional<Refusal> refusal(ServerCall call) {
        return refusal(guard, call, NONE);
    }

    private static Optional<Refusal> refusal(ArgumentGuard guard, ServerCall call, Exemption exemption) {
        try {
            guard.check(call, exemption);
            return Optional.empty();
        } catch (Refused refused) {
            return Optional.of(refused.refusal());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"__import__", "eval", "exec", "compile", "globals", "locals", "__builtins__", "e\\u0076al"})
    void check_dangerousKeyAtAnyDepth_isRefused(String key) {
        var plain = key.replace("\\u0076", "v");
        assertThat(refusal(call(ANY, "{\"" + key + "\":1}")))
                .contains(new Refusal.InvalidArguments("$." + plain, "dangerous-key"));
        assertThat(refusal(call(ANY, "{\"a\":[0,{\"b\":{\"" + key + "\":null}}]}")))
                .contains(new Refusal.InvalidArguments("$.a[1].b." + plain, "dangerous-key"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"evaluate\":1}", "{\"Eval\":1}", "{\"a\":\"eval\"}", "{\"a\":[\"exec\",\"__import__('os')\"]}"
            })
    void check_namesAndTextsLikeDangerousKeys_pass(String arguments) {
        assertThat(refusal(call(ANY, arguments))).isEmpty();
    }

    @Test
    void check_dangerousKeyTheSchemaDeclaresThere_passesThereOnly() {
        var schema = """
            {"type":"object","properties":{"eval":{"type":"string"},
              "steps":{"type":"array","items":{"$ref":"#/$defs/step"}},
              "either":{"anyOf":[{"type":"null"},{"properties":{"compile":{}}}]}},
             "additionalProperties":{"properties":{"locals":{}}},
             "$defs":{"step":{"properties":{"exec":{"type":"string"},"next":{"$ref":"#/$defs/step"}}}}}
            """;
        for (var arguments : List.of(
                "{\"eval\":\"1+1\"}",
                "{\"steps\":[{},{\"exec\":\"ls\",\"next\":{\"next\":{\"exec\":\"x\"}}}]}",
                "{\"either\":{\"compile\":1}}",
                "{\"other\":{\"locals\":1}}")) {
            assertThat(refusal(call(schema, arguments))).as(arguments).isEmpty();
        }
        for (var arguments :
                List.of("{\"exec\":1}", "{\"steps\":[{\"eval\":1}]}", "{\"either\":{\"eval\":1}}", "{\"locals\":1}")) {
            assertThat(refusal(call(schema, arguments))).as(arguments).isPresent();
        }
    }

    @Test
    void check_schemaThatRefersToItself_ends() {
        var schema = "{\"allOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"}],\"anyOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"}]}";
        assertThat(refusal(call(schema, "{\"a\":{\"a\":{\"eval\":1}}}"))).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"path\":\"../etc/passwd\"}|$.path|path-traversal",
                "{\"paths\":[\"a\",\"..\\\\windows\\\\system32\"]}|$.paths[1]|path-traversal",
                "{\"path\":\"\\u002e\\u002e\\/x\"}|$.path|path-traversal",
                "{\"path\":\"%2e%2e%2fx\"}|$.path|path-traversal",
                "{\"path\":\"/etc/shadow\"}|$.path|path-traversal",
                "{\"path\":\"．．／x\"}|$.path|path-traversal",
                "{\"path\":\"..\"}|$.path|path-traversal",
                "{\"path\":\"a/b\\u0000.txt\"}|$.path|nul-in-path",
                "{\"text\":\"a\\ud800b\"}|$.text|lone-surrogate",
                "{\"text\":\"\\udc00\\ud800\"}|$.text|lone-surrogate",
            })
    void check_hostileText_isRefusedWithPlaceAndRule(String arguments, String path, String rule) {
        assertThat(refusal(call(ANY, arguments))).contains(new Refusal.InvalidArguments(path, rule));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"text\":\"\\ud83d\\ude00 and ../ in a sentence, fine\"}",
                "{\"text\":\"line\\n../../x\\n\"}",
                "{\"path\":\"src/main/App.java\",\"url\":\"https://example.com/a?b=c\"}",
                "{\"range\":\"1..5\",\"more\":\"...\"}"
            })
    void check_honestArguments_pass(String arguments) {
        assertThat(refusal(call(ANY, arguments))).isEmpty();
    }

    @Test
    void check_exemptTool_passesAndSaysWhatWasWaived() {
        var hostile = call(ANY, "{\"eval\":{\"p\":\"../x\"}}");
        assertThat(guard.check(hostile, new Exemption(true, true)))
                .contains(new Refusal.InvalidArguments("$.eval", "dangerous-key"));
        assertThat(refusal(guard, hostile, new Exemption(true, false)))
                .contains(new Refusal.InvalidArguments("$.eval.p", "path-traversal"));
        assertThat(refusal(guard, hostile, new Exemption(false, true)))
                .contains(new Refusal.InvalidArguments("$.eval", "dangerous-key"));
        assertThat(guard.check(call(ANY, "{\"a\":1}"), new Exemption(true, true)))
                .isEmpty();
        assertThat(refusal(guard, call(ANY, "{\"a\":\"\\ud800\"}"), new Exemption(true, true)))
                .isPresent();
    }

    @Test
    void check_switchedOff_judgesNothingOfThatKind() {
        assertThat(refusal(new ArgumentGuard(false, true), call(ANY, "{\"eval\":1}"), NONE))
                .isEmpty();
        assertThat(refusal(new ArgumentGuard(true, false), call(ANY, "{\"a\":\"../x\"}"), NONE))
                .isEmpty();
        assertThat(refusal(new ArgumentGuard(false, true), call(ANY, "{\"a\":\"../x\"}"), NONE))
                .isPresent();
    }

    @Test
    void exemption_ofOneToolOrOfAll_isFound() {
        var spec = new ServerSpec(
                SERVER,
                "files__",
                true,
                Duration.ofSeconds(1),
                new ServerSpec.Http(java.net.URI.create("http://localhost/"), Map.of(), Optional.empty()),
                Map.of("*", new Exemption(true, false), "t", new Exemption(false, true)));
        assertThat(ArgumentGuard.exemption(spec, "t")).isEqualTo(new Exemption(true, true));
        assertThat(ArgumentGuard.exemption(spec, "u")).isEqualTo(new Exemption(true, false));
    }

    @Test
    void check_promptsResourcesAndCompletion_areJudgedToo() {
        assertThat(refusal(new ServerCall.GetPrompt(
                        SERVER, "p", object("{\"name\":\"p\",\"arguments\":{\"f\":\"../x\"}}"))))
                .contains(new Refusal.InvalidArguments("$.f", "path-traversal"));
        assertThat(refusal(new ServerCall.Complete(
                        SERVER, "p", true, object("{\"argument\":{\"name\":\"f\",\"value\":\"..%2fx\"}}"))))
                .contains(new Refusal.InvalidArguments("$.value", "path-traversal"));
        assertThat(refusal(new ServerCall.Complete(
                        SERVER, "p", true, object("{\"context\":{\"arguments\":{\"eval\":\"1\"}}}"))))
                .contains(new Refusal.InvalidArguments("$.arguments.eval", "dangerous-key"));
        for (var uri :
                List.of("file:///a/../b", "file:///a/%2e%2e/b", "file:\\\\a", "file:///etc/passwd", "x://a\\b")) {
            var params = JsonObject.EMPTY.edit().set("uri", uri).object();
            assertThat(refusal(new ServerCall.ReadResource(SERVER, uri, params)))
                    .as(uri)
                    .contains(new Refusal.InvalidArguments("$.uri", "path-traversal"));
        }
        assertThat(refusal(new ServerCall.ReadResource(SERVER, "demo://a/b", object("{\"uri\":\"demo://a/b\"}"))))
                .isEmpty();
    }
}
