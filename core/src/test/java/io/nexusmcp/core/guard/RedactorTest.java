package io.nexusmcp.core.guard;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonScanner;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
    private static final String KEY = "ghp_" + "a1B2".repeat(9);
    private static final String CARD = "4111111111111111";
    private static final String PRINTED_CARD = "\\b(?:\\d[ -]*?){13,16}\\b";
    private static final String PRINTED_EMAIL = "\\b[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}\\b";

    private final Redactor redactor = Redactor.of(RedactionRules.DEFAULT);

    private static JsonSlice scan(String json) {
        return JsonScanner.scan(json.getBytes(UTF_8), JsonLimits.DEFAULT);
    }

    private String filtered(String json) {
        var outcome = redactor.filter(scan(json));
        scan(outcome.value().text());
        return outcome.value().text();
    }

    @Test
    void filter_nothingFound_givesTheVeryValue() {
        var value = scan("{\"content\":[{\"type\":\"text\",\"text\":\"all is well\"}],\"n\":1.10}");
        var outcome = redactor.filter(value);
        assertThat(outcome.value()).isSameAs(value);
        assertThat(outcome.counts()).isEmpty();
        var object = value.asObject();
        assertThat(redactor.filter(object)).isSameAs(object);
    }

    @Test
    void filter_secretsAndCards_onlyTheirOwnCharactersChange() {
        assertThat(filtered("{ \"a\":\"x " + KEY + " y\", \"b\" : [1.0,\"card " + CARD + "\",null] , \"c\":1e400}"))
                .isEqualTo("{ \"a\":\"x [redacted:secret] y\", \"b\" : [1.0,\"card [redacted:card]\",null] ,"
                        + " \"c\":1e400}");
    }

    @Test
    void filter_severalHits_areCountedByDetector() {
        var outcome = redactor.filter(scan("[\"" + KEY + " " + KEY + "\",\"" + CARD + "\"]"));
        assertThat(outcome.counts()).isEqualTo(Map.of("secret", 2, "card", 1));
        assertThat(outcome.toString()).doesNotContain(KEY);
    }

    @Test
    void filter_objectNames_areLeftAlone() {
        var json = "{\"" + KEY + "\":1}";
        assertThat(filtered(json)).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"n\":4111111111111111}|{\"n\":\"[redacted:card]\"}",
                "[378282246310005]|[\"[redacted:card]\"]",
                "4111111111111111|\"[redacted:card]\"",
                "[4111111111111112]|[4111111111111112]",
                "[4111111111111111.0]|[4111111111111111.0]",
                "[-4111111111111111]|[-4111111111111111]",
                "[1763718787000]|[1763718787000]",
                "[12345678901234567890]|[12345678901234567890]",
            })
    void filter_numberThatIsACard_becomesItsMask(String json, String expected) {
        assertThat(filtered(json)).isEqualTo(expected);
    }

    @Test
    void filter_escapes_hideNothing() {
        assertThat(filtered("[\"\\u0067hp_" + KEY.substring(4) + "\"]")).isEqualTo("[\"[redacted:secret]\"]");
        assertThat(filtered("[\"tab\\t" + KEY + "\\n\"]")).isEqualTo("[\"tab\\t[redacted:secret]\\n\"]");
        assertThat(filtered("[\"postgres:\\/\\/u:S3cretPw@h\\/d\"]"))
                .isEqualTo("[\"postgres://u:[redacted:secret]@h/d\"]");
        assertThat(filtered("[\"\\u0034111 1111 1111 1111\"]")).isEqualTo("[\"[redacted:card]\"]");
    }

    @Test
    void filter_jsonInsideAString_isJudgedThroughItsOwnEscapes() {
        var inner = "{\"t\":\"\\u0067hp_" + KEY.substring(4) + "\",\"q\":\"a\\\"b\\n" + KEY + "\"}";
        var once = redactor.filter(JsonSlice.string(inner)).value().asString();
        assertThat(once).isEqualTo("{\"t\":\"[redacted:secret]\",\"q\":\"a\\\"b\\n[redacted:secret]\"}");
        scan(once);
        var twice = redactor.filter(JsonSlice.string(JsonSlice.string(inner).text()))
                .value()
                .asString();
        assertThat(twice).doesNotContain("hp_").contains("[redacted:secret]");
        scan(scan(twice).asString());
    }

    @Test
    void filter_valueUnderATellingName_isASecret() {
        assertThat(
                        filtered(
                                "{\"api_key\":\"Zx81kq03LmPq77aaB2\",\"next_token\":null,\"tokens\":12,\"max_tokens\":\"many\"}"))
                .isEqualTo(
                        "{\"api_key\":\"[redacted:secret]\",\"next_token\":null,\"tokens\":12,\"max_tokens\":\"many\"}");
        assertThat(filtered("{\"password\":\"Tr0ub4dor&3\",\"pwd\":\"/home/ana\"}"))
                .isEqualTo("{\"password\":\"[redacted:secret]\",\"pwd\":\"/home/ana\"}");
    }

    @Test
    void filter_blobOfText_isDecodedJudgedAndEncodedAgain() {
        var text = "Grüße\nkey=" + KEY + "\n";
        for (var bytes : List.of(text.getBytes(UTF_8), text.getBytes(ISO_8859_1))) {
            var blob = Base64.getMimeEncoder().encodeToString(bytes);
            var value = JsonSlice.trusted("{\"uri\":\"x\",\"mimeType\":\"image/png\",\"blob\":"
                    + JsonSlice.string(blob).text() + "}");
            var out = redactor.filter(value).value().asObject().string("blob").orElseThrow();
            assertThat(new String(Base64.getDecoder().decode(out), ISO_8859_1))
                    .contains("key=[redacted:secret]\n")
                    .doesNotContain(KEY);
        }
        var image = Base64.getEncoder().encodeToString(("\0\1" + KEY).getBytes(UTF_8));
        var value = JsonSlice.trusted("{\"blob\":\"" + image + "\"}");
        assertThat(redactor.filter(value).value()).isSameAs(value);
        assertThat(filtered("{\"blob\":\"%" + KEY + "\"}")).doesNotContain(KEY);
    }

    @Test
    void filter_errorText_isMasked() {
        assertThat(redactor.filter("cannot reach postgres://app:S3cretPw@db/x"))
                .isEqualTo("cannot reach postgres://app:[redacted:secret]@db/x");
        var clean = "cannot open file";
        assertThat(redactor.filter(clean)).isSameAs(clean);
    }

    @Test
    void filter_emailsAndPatterns_onlyWhenConfigured() {
        var json = "[\"ana@example.com, staff-4711\"]";
        assertThat(filtered(json)).isEqualTo(json);
        var all = Redactor.of(new RedactionRules(true, true, true, List.of("staff-\\d+")));
        assertThat(all.filter(scan(json)).value().text()).isEqualTo("[\"[redacted:email], [redacted:pattern]\"]");
        var none = Redactor.of(new RedactionRules(false, false, false, List.of()));
        var secret = scan("[\"" + KEY + "\"," + CARD + "]");
        assertThat(none.filter(secret).value()).isSameAs(secret);
        assertThat(Redactor.of(new RedactionRules(false, true, false, List.of()))
                        .filter(secret)
                        .counts())
                .isEqualTo(Map.of("card", 1));
        assertThat(Redactor.of(new RedactionRules(true, false, false, List.of()))
                        .filter(secret)
                        .counts())
                .isEqualTo(Map.of("secret", 1));
    }

    @Test
    void filter_patternsAsTheGuidePrintsThem_areApplied() {
        var printed = Redactor.of(new RedactionRules(false, false, false, List.of(PRINTED_CARD, PRINTED_EMAIL)));
        assertThat(printed.filter(scan(
                                "[\"pay 4111-1111-1111-1112 to ana.b+c@mail.example.org!\",\"ok 12\",\"ü\\u0040\"]"))
                        .value()
                        .text())
                .isEqualTo("[\"pay [redacted:pattern] to [redacted:pattern]!\",\"ok 12\",\"ü\\u0040\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "a*", "", "x|", "(?=a)", "[z-a]", "(a{1000}){1000}"})
    void of_patternThatCannotBeUsed_saysWhich(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Redactor.of(new RedactionRules(true, true, false, List.of("ok", pattern))))
                .withMessageContaining("pattern 1");
    }

    @Test
    void filter_moreHitsThanAnyoneNeeds_withholdsTheResult() {
        var value = JsonSlice.string((CARD + " , ").repeat(2_000));
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> redactor.filter(value))
                .satisfies(refused -> assertThat(refused.refusal()).isEqualTo(new Refusal.Withheld("redaction")));
        assertThat(redactor.filter((CARD + " , ").repeat(2_000))).isEqualTo("[redacted]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@a@",
                "a1:b2:",
                "token=",
                "eyJ",
                "eyJaaaaaaaaaa.",
                "-----BEGIN ",
                "-----BEGIN PRIVATE KEY-----",
                "://a:",
                "://",
                "1 ",
                "111 ",
                "1111 ",
                "4111-",
                "ghp_",
                "sk-",
                "\\u0041",
                "\\\\",
                "password:'",
                "=",
                "a.b@c.",
                "http://u:p@",
                "api_key=a1",
                "\n",
                "1\u00a0",
                "x"
            })
    void filter_textMadeToKeepDetectorsBusy_endsAfterBoundedWork(String part) {
        var all = Redactor.of(
                new RedactionRules(true, true, true, List.of(PRINTED_CARD, PRINTED_EMAIL, "a+b+c", "(x+x+)+y")));
        var hits = new Hits();
        var bytes = part.repeat(200_000 / part.length()).getBytes(UTF_8);
        hits.begin(bytes.length);
        try {
            all.filter(new String(bytes, UTF_8));
            all.filter(JsonSlice.string(new String(bytes, UTF_8)));
        } catch (Refused refused) {
            assertThat(refused.refusal()).isEqualTo(new Refusal.Withheld("redaction"));
        }
    }
}
