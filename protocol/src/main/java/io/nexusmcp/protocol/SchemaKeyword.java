package io.nexusmcp.protocol;

/** What stands behind a keyword of JSON Schema, so that a walk tells schemas from names and from data. */
enum SchemaKeyword {
    /** Instance data, in which nothing is a keyword. */
    DATA,
    /** An object whose names are free and whose values are schemas. */
    NAMED_SCHEMAS,
    /** A schema, an array of them, or a plain value. */
    SCHEMA;

    static SchemaKeyword kindOf(String keyword) {
        return switch (keyword) {
            case "const", "enum", "default", "examples" -> DATA;
            case "properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies" ->
                NAMED_SCHEMAS;
            default -> SCHEMA;
        };
    }
}
