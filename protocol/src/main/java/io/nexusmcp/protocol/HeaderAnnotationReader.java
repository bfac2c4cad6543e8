package io.nexusmcp.protocol;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Finds the {@code x-mcp-header} annotations of one schema; those that no chain of properties reaches are faults. */
final class HeaderAnnotationReader {
    private static final String KEY = "x-mcp-header";
    private static final int MAX_NAME_LENGTH = 128;
    /** Each becomes a header of every call, and servers take few. */
    private static final int MAX_HEADERS = 64;

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+\\-.^_`|~0-9A-Za-z]+");
    private static final Set<String> TYPES = Set.of("string", "integer", "boolean");

    private final List<HeaderParam> found = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    static HeaderAnnotations read(JsonNode schema) {
        var reader = new HeaderAnnotationReader();
        try {
            reader.schema(schema, List.of(), true);
        } catch (Fault fault) {
            return new HeaderAnnotations.Invalid(fault.reason);
        }
        return new HeaderAnnotations.Valid(reader.found);
    }

    private void schema(JsonNode schema, List<String> path, boolean isReachable) {
        if (schema.has(KEY)) {
            annotation(schema, path, isReachable);
        }
        for (var keyword : schema.properties()) {
            var value = keyword.getValue();
            switch (SchemaKeyword.kindOf(keyword.getKey())) {
                case DATA -> {}
                case NAMED_SCHEMAS ->
                    named(value, path, isReachable && keyword.getKey().equals("properties"));
                case SCHEMA -> unreachable(value, path);
            }
        }
    }

    private void named(JsonNode schemas, List<String> path, boolean isReachable) {
        for (var schema : schemas.properties()) {
            var longer = new ArrayList<>(path);
            longer.add(schema.getKey());
            schema(schema.getValue(), longer, isReachable);
        }
    }

    private void unreachable(JsonNode value, List<String> path) {
        if (value.isArray()) {
            value.forEach(item -> unreachable(item, path));
        } else {
            schema(value, path, false);
        }
    }

    private void annotation(JsonNode schema, List<String> path, boolean isReachable) {
        if (!isReachable || path.isEmpty()) {
            throw new Fault("is not on a property that properties alone lead to");
        }
        var name = schema.get(KEY);
        if (!name.isString() || name.stringValue().length() > MAX_NAME_LENGTH) {
            throw new Fault("is not a short string");
        }
        var header = name.stringValue();
        if (!TOKEN.matcher(header).matches()) {
            throw new Fault("is not a token of RFC 9110");
        }
        if (!schema.path("type").isString()
                || !TYPES.contains(schema.path("type").stringValue())) {
            throw new Fault("is not on a string, integer or boolean");
        }
        if (!names.add(header.toLowerCase(Locale.ROOT))) {
            throw new Fault("occurs twice with the same name");
        }
        if (found.size() == MAX_HEADERS) {
            throw new Fault("occurs more than " + MAX_HEADERS + " times");
        }
        found.add(new HeaderParam(header, path));
    }

    /** Ends the walk at the first fault. */
    private static final class Fault extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final String reason;

        Fault(String reason) {
            super(null, null, false, false);
            this.reason = KEY + " " + reason;
        }
    }
}
