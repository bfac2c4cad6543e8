package io.nexusmcp.openapi;

import io.nexusmcp.openapi.Location.Style;
import java.util.Optional;

/**
 * A parameter of an operation as the document writes it.
 *
 * @param isJson whether it has a media type instead of a style
 */
record Parameter(
        String name,
        Location location,
        Style style,
        boolean isExploded,
        boolean isReserved,
        boolean isJson,
        boolean isRequired,
        Node schema,
        Optional<String> description) {

    Slot slot(String argument) {
        return new Slot(argument, name, location, style, isExploded, isReserved, isJson, isRequired);
    }
}
