package io.nexusmcp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAbilitiesTest {
    private static JsonObject object(String json) {
        return JsonSlice.trusted(json).asObject();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "2025-11-25|{}|{}",
                "2025-11-25|{\"elicitation\":{}}|{\"elicitation\":{\"form\":{}}}",
                "2025-11-25|{\"elicitation\":{\"url\":{}}}|{\"elicitation\":{\"url\":{}}}",
                "2026-07-28|{\"elicitation\":{\"form\":{},\"url\":{}}}|{\"elicitation\":{\"form\":{},\"url\":{}}}",
                "2025-06-18|{\"elicitation\":{\"url\":{}}}|{\"elicitation\":{\"form\":{}}}",
                "2025-03-26|{\"elicitation\":{}}|{}",
                "2025-03-26|{\"sampling\":{\"tools\":{}},\"roots\":{\"listChanged\":true}}|{\"roots\":{},\"sampling\":{}}",
                "2025-11-25|{\"sampling\":{\"tools\":{},\"context\":{}}}|{\"sampling\":{\"tools\":{},\"context\":{}}}",
                "2025-11-25|{\"tasks\":{},\"extensions\":{\"a/b\":{}}}|{}",
                "2025-11-25|{\"elicitation\":true}|{}",
            })
    void declaration_isWhatTheClientsRevisionKnows(String revision, String capabilities, String declared) {
        var abilities =
                ClientAbilities.of(object(capabilities), Revision.of(revision).orElseThrow());
        assertThat(abilities.declaration().text()).isEqualTo(declared);
        assertThat(new ClientAbilities((byte) abilities.bits()))
                .as("fits into a byte of a session id")
                .isEqualTo(abilities);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "elicitation/create|{\"mode\":\"url\"}|{\"elicitation\":{\"url\":{}}}",
                "sampling/createMessage|{\"tools\":[]}|{\"sampling\":{\"tools\":{}}}",
                "sampling/createMessage|{\"toolChoice\":{}}|{\"sampling\":{\"tools\":{}}}",
                "roots/list|{}|{\"roots\":{}}",
                "tasks/get|{}|{}",
            })
    void lacking_namesWhatIsNeeded(String method, String params, String needed) {
        var plain = ClientAbilities.of(object("{\"elicitation\":{},\"sampling\":{}}"), Revision.NEWEST);
        assertThat(plain.lacking(method, object(params)).map(JsonSlice::text)).contains(needed);
    }

    @Test
    void lacking_ofWhatWasDeclared_isNothing() {
        var plain = ClientAbilities.of(object("{\"elicitation\":{},\"sampling\":{}}"), Revision.NEWEST);
        assertThat(plain.lacking("elicitation/create", JsonObject.EMPTY)).isEmpty();
        assertThat(plain.lacking("elicitation/create", object("{\"mode\":\"form\"}")))
                .isEmpty();
        assertThat(plain.lacking("sampling/createMessage", JsonObject.EMPTY)).isEmpty();
    }
}
