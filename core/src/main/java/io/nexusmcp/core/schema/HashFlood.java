package io.nexusmcp.core.schema;

import java.util.HashMap;
import java.util.HashSet;
import tools.jackson.databind.JsonNode;

/**
 * Finds arrays of many different texts with one hash code, which would make the check for unique items take quadratic
 * time.
 */
final class HashFlood {
    private static final int SMALL = 500;
    private static final int MAX_SAME = 50;

    private HashFlood() {}

    static boolean isIn(JsonNode value) {
        if (value.isArray() && value.size() > SMALL && floods(value)) {
            return true;
        }
        for (var child : value) {
            if (child.isContainer() && isIn(child)) {
                return true;
            }
        }
        return false;
    }

    /** Texts are comparable, unlike nodes, so that a set of them stays fast whatever their hash codes. */
    private static boolean floods(JsonNode array) {
        var distinct = new HashSet<String>();
        var perHash = new HashMap<Integer, Integer>();
        for (var item : array) {
            if (distinct.add(item.toString()) && perHash.merge(item.hashCode(), 1, Integer::sum) > MAX_SAME) {
                return true;
            }
        }
        return false;
    }
}
