package io.nexusmcp.protocol.json;

/**
 * How much structure one JSON text may have. Numbers are limited always: 1,000 characters and an exponent of four
 * digits.
 *
 * @param maxDepth nesting of objects and arrays, the outermost being 1
 * @param maxNameLength characters of one member name
 * @param maxElements members and items in all, so that a small body cannot become a large tree
 */
public record JsonLimits(int maxDepth, int maxNameLength, int maxElements) {
    public static final JsonLimits DEFAULT = new JsonLimits(100, 1_024, 200_000);
}
