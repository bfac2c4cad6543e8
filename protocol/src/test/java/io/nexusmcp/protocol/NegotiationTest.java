package io.nexusmcp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NegotiationTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                "application/json; charset=utf-8",
                "application/json;charset=\"UTF-8\"",
                "application/json ; version=1"
            })
    void isJson_jsonInUtf8_holds(String type) {
        assertThat(Negotiation.isJson(TestHeaders.of("Content-Type", type))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/json-seq",
                "application/jsonp",
                "application/json; charset=utf-16",
                "application/json, text/plain",
                "application/json;charset = latin1",
                "text/plain; application/json"
            })
    void isJson_anythingElse_doesNotHold(String type) {
        assertThat(Negotiation.isJson(TestHeaders.of("Content-Type", type))).isFalse();
    }

    @Test
    void isJson_noneOrTwo_doesNotHold() {
        assertThat(Negotiation.isJson(Headers.NONE)).isFalse();
        assertThat(Negotiation.isJson(
                        TestHeaders.of("Content-Type", "application/json", "Content-Type", "application/json")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json, text/event-stream | true | true",
                "*/* | true | true",
                "application/json | true | false",
                "TEXT/Event-Stream | false | true",
                "application/*;q=0.5, text/* | true | true",
                "*/*, text/event-stream;q=0 | true | false",
                "application/json;q=0.000, */* | false | true",
                "text/html | false | false",
                "application/json5 | false | false",
                "application/json; q=0.1 | true | false"
            })
    void accepts_followsRangesAndWeights(String accept, boolean json, boolean eventStream) {
        var headers = TestHeaders.of("Accept", accept);
        assertThat(Negotiation.acceptsJson(headers)).isEqualTo(json);
        assertThat(Negotiation.acceptsEventStream(headers)).isEqualTo(eventStream);
    }

    @Test
    void accepts_noHeader_isEverything_twoHeadersAreOneList() {
        assertThat(Negotiation.acceptsEventStream(Headers.NONE)).isTrue();
        var headers = TestHeaders.of("Accept", "application/json", "Accept", "text/event-stream");
        assertThat(Negotiation.acceptsJson(headers)).isTrue();
        assertThat(Negotiation.acceptsEventStream(headers)).isTrue();
    }
}
