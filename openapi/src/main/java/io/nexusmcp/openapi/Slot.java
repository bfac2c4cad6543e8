package io.nexusmcp.openapi;

import io.nexusmcp.openapi.Location.Style;

/**
 * Where an argument of a tool goes.
 *
 * @param argument its name among the tool's arguments
 * @param name its name in the request
 * @param isReserved whether reserved characters stay as they are
 * @param isJson whether it is written as JSON, whatever the style
 */
record Slot(
        String argument,
        String name,
        Location location,
        Style style,
        boolean isExploded,
        boolean isReserved,
        boolean isJson,
        boolean isRequired) {

    /** A property of a form. */
    static Slot ofForm(String name, Style style, boolean isExploded, boolean isJson) {
        return new Slot("body", name, Location.QUERY, style, isExploded, false, isJson, false);
    }
}
