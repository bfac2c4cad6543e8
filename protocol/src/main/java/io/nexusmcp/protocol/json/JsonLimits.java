package io.nexusmcp.protocol.json;

/**
 * How much structure one JSON text may have. Numbers are limited always: 1,000 characters and an exponent of four
 * digits.
 *
 * @param maxDepth nesting of objects and arrays, the outermost being 1; at most {@value #MAX_DEPTH}
 * @param maxNameLength characters of one member name; at most {@value #MAX_NAME_LENGTH}
 * @param maxElements members and items in all, so that a small body cannot become a large tree
 */
public record JsonLimits(int maxDepth, int maxNameLength, int maxElements) {
    public static final int MAX_DEPTH = 1_000;
    public static final int MAX_NAME_LENGTH = 50_000;
    public static final JsonLimits DEFAULT = new JsonLimits(100, 1_024, 200_000);

    public JsonLimits {
        if (maxDepth < 1 || maxDepth > MAX_DEPTH || maxNameLength < 1 || maxNameLength > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException("a JSON limit is out of its range");
        }
    }
}
