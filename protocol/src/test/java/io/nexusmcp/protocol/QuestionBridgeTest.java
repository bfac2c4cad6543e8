package io.nexusmcp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuestionBridgeTest {
    private static JsonObject object(String json) {
        return JsonSlice.trusted(json).asObject();
    }

    private static Optional<String> forClient(String method, String params, Revision client) {
        return QuestionBridge.forClient(method, object(params), client, () -> "id-1")
                .map(bridged -> bridged.whole().text());
    }

    private static String form(String field) {
        return "{\"message\":\"m\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{\"f\":" + field + "}}}";
    }

    @Test
    void whatBelongsToTheHop_neverGoesOn() {
        var params = "{\"message\":\"m\",\"task\":{},\"elicitationId\":\"e\",\"x\":1.10,"
                + "\"_meta\":{\"progressToken\":1,\"io.modelcontextprotocol/logLevel\":\"info\",\"a.b/c\":2}}";
        assertThat(forClient("elicitation/create", params, Revision.NEWEST))
                .contains("{\"message\":\"m\",\"x\":1.10,\"_meta\":{\"a.b/c\":2}}");
        assertThat(forClient("elicitation/create", params, Revision.V2025_11_25))
                .contains("{\"message\":\"m\",\"elicitationId\":\"e\",\"x\":1.10,\"_meta\":{\"a.b/c\":2}}");
    }

    @Test
    void page_getsAnIdOfItsOwnForALegacyClientOnly() {
        var page = "{\"mode\":\"url\",\"url\":\"https://e.com\"}";
        assertThat(forClient("elicitation/create", page, Revision.V2025_11_25))
                .contains("{\"mode\":\"url\",\"url\":\"https://e.com\",\"elicitationId\":\"id-1\"}");
        var known = page.replace("{", "{\"elicitationId\":\"e\",");
        assertThat(forClient("elicitation/create", known, Revision.V2025_11_25))
                .contains("{\"elicitationId\":\"id-1\",\"mode\":\"url\",\"url\":\"https://e.com\"}");
        assertThat(forClient("elicitation/create", known, Revision.NEWEST)).contains(page);
    }

    @Test
    void titledChoices_becomeNamesForAnOlderClient() {
        var choices = form("{\"type\":\"string\",\"oneOf\":[{\"const\":\"a\",\"title\":\"A\"},{\"const\":\"b\"}],"
                + "\"default\":\"a\"}");
        assertThat(forClient("elicitation/create", choices, Revision.V2025_06_18))
                .contains(form("{\"type\":\"string\",\"enum\":[\"a\",\"b\"],\"enumNames\":[\"A\",\"b\"]}"));
        assertThat(forClient("elicitation/create", choices, Revision.V2025_11_25))
                .contains(choices);
    }

    @Test
    void defaultOfABoolean_stays() {
        var field = form("{\"type\":\"boolean\",\"default\":true}");
        assertThat(forClient("elicitation/create", field, Revision.V2025_06_18)).contains(field);
    }

    @Test
    void choiceOfSeveral_cannotBePutToAnOlderClient() {
        var several = form("{\"type\":\"array\",\"items\":{\"type\":\"string\",\"enum\":[\"a\"]}}");
        assertThat(forClient("elicitation/create", several, Revision.V2025_06_18))
                .isEmpty();
        assertThat(forClient("elicitation/create", several, Revision.V2025_11_25))
                .contains(several);
    }

    @Test
    void messageWithOneBlockInAList_isPlainForAnOlderClient() {
        var listed = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"t\"}]}]}";
        assertThat(forClient("sampling/createMessage", listed, Revision.V2025_06_18))
                .contains("{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":\"t\"}}]}");
        var two = listed.replace("}]}]}", "},{\"type\":\"text\",\"text\":\"u\"}]}]}");
        assertThat(forClient("sampling/createMessage", two, Revision.V2025_06_18))
                .isEmpty();
        assertThat(forClient("sampling/createMessage", two, Revision.V2025_11_25))
                .contains(two);
    }

    @Test
    void sound_cannotBePutToTheOldestClient() {
        var sound = "{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"audio\",\"data\":\"\"}}]}";
        assertThat(forClient("sampling/createMessage", sound, Revision.V2024_11_05))
                .isEmpty();
        assertThat(forClient("sampling/createMessage", sound, Revision.V2025_03_26))
                .contains(sound);
    }

    @Test
    void answer_losesWhatBelongsToTheHopAndListsThatTheServerDoesNotKnow() {
        var answer = object("{\"resultType\":\"complete\",\"role\":\"assistant\",\"content\":[{\"type\":\"text\"}]}");
        assertThat(QuestionBridge.forServer("sampling/createMessage", answer, Revision.V2025_06_18)
                        .whole()
                        .text())
                .isEqualTo("{\"role\":\"assistant\",\"content\":{\"type\":\"text\"}}");
        assertThat(QuestionBridge.forServer("sampling/createMessage", answer, Revision.NEWEST)
                        .whole()
                        .text())
                .isEqualTo("{\"role\":\"assistant\",\"content\":[{\"type\":\"text\"}]}");
    }
}
