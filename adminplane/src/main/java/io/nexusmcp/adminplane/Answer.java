package io.nexusmcp.adminplane;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.protocol.json.ObjectEdit;
import java.util.Map;
import java.util.Optional;

/**
 * What goes back.
 *
 * @param target what the request turned out to be about, for the audit log, where the path does not say
 * @param isRecorded whether an audit event was written already, such as by the pipeline, or is not due
 */
record Answer(
        int status,
        String contentType,
        String body,
        Map<String, String> headers,
        Optional<String> target,
        boolean isRecorded) {
    static final String JSON = "application/json";

    static Answer json(int status, ObjectEdit body) {
        return new Answer(status, JSON, new String(body.slice().toBytes(), UTF_8), Map.of(), Optional.empty(), false);
    }

    static Answer json(ObjectEdit body) {
        return json(200, body);
    }

    static Answer text(String contentType, String body) {
        return new Answer(200, contentType, body, Map.of(), Optional.empty(), false);
    }

    Answer about(String found) {
        return new Answer(status, contentType, body, headers, Optional.of(found), isRecorded);
    }

    Answer recorded() {
        return new Answer(status, contentType, body, headers, target, true);
    }
}
