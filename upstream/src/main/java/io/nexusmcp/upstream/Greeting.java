package io.nexusmcp.upstream;

import io.nexusmcp.protocol.Era;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonObject;
import java.util.Optional;

/** What a server said of itself when the connection was opened. */
record Greeting(Revision revision, JsonObject capabilities, Optional<String> instructions) {

    boolean isModern() {
        return revision.era() == Era.MODERN;
    }

    boolean declares(String capability) {
        return capabilities.has(capability);
    }

    /** Whether the server promises to tell when one of its lists changes. */
    boolean announcesChanges() {
        return !isModern()
                && capabilities.names().stream()
                        .filter(name -> name.equals("tools") || name.equals("prompts") || name.equals("resources"))
                        .allMatch(name -> capabilities
                                .object(name)
                                .flatMap(settings -> settings.get("listChanged"))
                                .filter(value -> value.text().equals("true"))
                                .isPresent());
    }
}
