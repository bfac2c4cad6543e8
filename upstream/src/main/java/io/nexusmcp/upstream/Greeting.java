package io.nexusmcp.upstream;

import io.nexusmcp.protocol.Era;
import io.nexusmcp.protocol.ListKind;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonObject;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a server said of itself when the connection was opened. */
record Greeting(Revision revision, JsonObject capabilities, Optional<String> instructions) {

    boolean isModern() {
        return revision.era() == Era.MODERN;
    }

    boolean declares(String capability) {
        return capabilities.has(capability);
    }

    /** Whether the server promises to tell of changes of all its lists. */
    boolean announcesChanges() {
        return Stream.of(ListKind.values())
                .filter(kind -> declares(kind.capability()))
                .allMatch(announced()::contains);
    }

    /** The lists of whose changes the server promises to tell. */
    Set<ListKind> announced() {
        return Stream.of(ListKind.values())
                .filter(kind -> capabilities
                        .object(kind.capability())
                        .flatMap(settings -> settings.get("listChanged"))
                        .filter(value -> value.text().equals("true"))
                        .isPresent())
                .collect(Collectors.toUnmodifiableSet());
    }
}
