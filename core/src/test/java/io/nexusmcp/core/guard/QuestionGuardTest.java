package io.nexusmcp.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.protocol.json.JsonText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuestionGuardTest {
    private static final String ASK = "elicitation/create";

    private final QuestionGuard guard = new QuestionGuard(false);

    private static JsonObject object(String json) {
        return JsonSlice.trusted(json).asObject();
    }

    private static JsonObject form(String name, String field, String message) {
        return object("{\"message\":" + JsonText.quote(message)
                + ",\"requestedSchema\":{\"type\":\"object\",\"properties\":{" + JsonText.quote(name) + ":" + field
                + "}}}");
    }

    private static JsonObject page(String url) {
        return object("{\"mode\":\"url\",\"message\":\"Sign in\",\"url\":" + JsonText.quote(url) + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "userPassword",
                "new_password",
                "PASSWORD",
                "pass-word",
                "apiKey",
                "api_key",
                "OPENAI_API_KEY",
                "githubToken",
                "access-token",
                "client_secret",
                "privateKey",
                "pin",
                "otp2",
                "passwort",
                "ｐａｓｓｗｏｒｄ",
                "pass\u200bword",
                "credentials",
            })
    void fieldNamedLikeASecret_isRefused(String name) {
        assertThat(guard.breach(ASK, form(name, "{\"type\":\"string\"}", "Please fill in")))
                .contains(QuestionGuard.SECRET_FORM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Enter your password",
                "Paste the API key of your account",
                "We need an access token.",
                "Your one-time code?",
                "Type your recovery phrase",
                "Private-key (PEM)",
            })
    void wordsThatAskForASecret_areRefusedInMessageTitleAndDescription(String words) {
        var quoted = JsonText.quote(words);
        assertThat(guard.breach(ASK, form("value", "{\"type\":\"string\"}", words)))
                .contains(QuestionGuard.SECRET_FORM);
        assertThat(guard.breach(ASK, form("value", "{\"type\":\"string\",\"title\":" + quoted + "}", "Please")))
                .contains(QuestionGuard.SECRET_FORM);
        assertThat(guard.breach(ASK, form("value", "{\"type\":\"string\",\"description\":" + quoted + "}", "Please")))
                .contains(QuestionGuard.SECRET_FORM);
    }

    @Test
    void formatOfAPassword_isRefused() {
        assertThat(guard.breach(ASK, form("a", "{\"type\":\"string\",\"format\":\"password\"}", "Please")))
                .contains(QuestionGuard.SECRET_FORM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "maxTokens", "keyboard", "primaryKey", "sort_key", "spinner", "compass", "city"})
    void ordinaryFields_pass(String name) {
        assertThat(guard.breach(ASK, form(name, "{\"type\":\"string\"}", "Please choose a name")))
                .isEmpty();
    }

    @Test
    void consentAboutASecret_isNoFormForIt() {
        assertThat(guard.breach(ASK, form("confirm", "{\"type\":\"boolean\"}", "Reset your password now?")))
                .isEmpty();
        assertThat(guard.breach(ASK, form("token", "{\"type\":\"string\",\"enum\":[\"old\",\"new\"]}", "Which one?")))
                .isEmpty();
    }

    /** Clients show a field to write in where they find no choices that they can read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"string\",\"const\":\"x\"}",
                "{\"type\":\"string\",\"items\":{\"enum\":[\"x\"]}}",
                "{\"type\":\"string\",\"enum\":[]}",
                "{\"type\":\"string\",\"enum\":\"x\"}",
                "{\"type\":\"string\",\"enum\":null}",
                "{\"type\":\"string\",\"oneOf\":[]}",
                "{\"type\":\"string\",\"oneOf\":[{\"title\":\"x\"}]}",
                "{\"type\":\"string\",\"anyOf\":[{\"const\":\"x\"}]}",
                "{\"type\":\"array\",\"enum\":[\"x\"]}",
                "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}",
                "{\"enum\":{}}",
                "{\"type\":\"string\",\"enum\":[\"x\"],\"oneOf\":[{}]}",
            })
    void choiceThatIsNone_isAFieldToWriteIn(String field) {
        assertThat(guard.breach(ASK, form("password", field, "Please"))).contains(QuestionGuard.SECRET_FORM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"string\",\"enum\":[\"x\"],\"enumNames\":[\"X\"]}",
                "{\"type\":\"string\",\"oneOf\":[{\"const\":\"x\",\"title\":\"X\"}]}",
                "{\"type\":\"array\",\"items\":{\"type\":\"string\",\"enum\":[\"x\"]}}",
                "{\"type\":\"array\",\"items\":{\"anyOf\":[{\"const\":\"x\",\"title\":\"X\"}]}}",
            })
    void choice_passesWhateverItIsCalled(String field) {
        assertThat(guard.breach(ASK, form("password", field, "Which of your passwords?")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"title", "description"})
    void wordsOfTheFormItself_countLikeItsMessage(String member) {
        var asking = object("{\"message\":\"Please\",\"requestedSchema\":{\"type\":\"object\",\"" + member
                + "\":\"Enter your password\",\"properties\":{\"value\":{\"type\":\"string\"}}}}");
        assertThat(guard.breach(ASK, asking)).contains(QuestionGuard.SECRET_FORM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"object\",\"properties\":{\"password\":{\"type\":\"string\"}}}",
                "{\"properties\":{\"password\":{\"type\":\"string\"}}}",
                "{\"type\":\"object\"}",
            })
    void fieldInsideOfAField_isMalformed(String field) {
        assertThat(guard.breach(ASK, form("login", field, "Please"))).contains(QuestionGuard.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/a",
                "http://localhost:8080/a",
                "javascript:alert(1)",
                "data:text/html,x",
                "file:///etc/passwd",
                "//example.com/a",
                "https:///a",
                "https://user:pw@example.com/",
                "https://exa mple.com/",
                "ftp://example.com/",
            })
    void pageThatIsNotWhollyHttps_isRefused(String url) {
        assertThat(guard.breach(ASK, page(url))).contains(QuestionGuard.URL_SCHEME);
    }

    @Test
    void page_overHttpsOrOnThisMachineInDevelopment_passes() {
        assertThat(guard.breach(ASK, page("https://example.com/a?b=c"))).isEmpty();
        var development = new QuestionGuard(true);
        assertThat(development.breach(ASK, page("http://127.0.0.1:8080/a"))).isEmpty();
        assertThat(development.breach(ASK, page("http://localhost.example.com/a")))
                .contains(QuestionGuard.URL_SCHEME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"message\":\"x\",\"requestedSchema\":{\"type\":\"object\"}}",
                "{\"message\":\"x\",\"requestedSchema\":{\"properties\":{\"a\":1}}}",
                "{\"mode\":\"url\"}",
                "{\"mode\":\"url\",\"url\":7}",
            })
    void elicitationWithoutForm_isMalformed(String params) {
        assertThat(guard.breach(ASK, object(params))).contains(QuestionGuard.MALFORMED);
    }

    @Test
    void otherQuestions_pass() {
        assertThat(guard.breach("roots/list", JsonObject.EMPTY)).isEmpty();
        assertThat(guard.breach("sampling/createMessage", object("{\"messages\":[],\"maxTokens\":1}")))
                .isEmpty();
        assertThat(guard.breach("sampling/createMessage", JsonObject.EMPTY)).contains(QuestionGuard.MALFORMED);
    }
}
