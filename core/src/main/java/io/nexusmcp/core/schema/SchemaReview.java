package io.nexusmcp.core.schema;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * Looks over a schema before it is compiled: its size, its patterns, and that every reference leads to a place inside
 * it or to a published meta-schema. The validator would find some of this only when a call comes.
 */
final class SchemaReview {
    private static final int MAX_DEPTH = 100;
    private static final int MAX_SUBSCHEMAS = 5_000;
    private static final Set<String> MAPS_OF_SCHEMAS =
            Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies");
    private static final Set<String> VALUES = Set.of("const", "enum", "default", "examples");
    private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");
    private static final URI NO_BASE = URI.create("schema:/");

    private final Map<URI, JsonNode> resources = new HashMap<>();
    private final Set<String> anchors = new HashSet<>();
    private final List<Reference> references = new ArrayList<>();
    private int subschemas;
    private boolean hasUniqueItems;

    private record Reference(String text, URI base) {}

    private SchemaReview(JsonNode schema) {
        resources.put(NO_BASE, schema);
        schema(schema, NO_BASE, 0);
        references.forEach(this::resolve);
    }

    static SchemaReview of(JsonNode schema) {
        return new SchemaReview(schema);
    }

    int subschemas() {
        return subschemas;
    }

    boolean hasUniqueItems() {
        return hasUniqueItems;
    }

    private void schema(JsonNode node, URI outer, int depth) {
        if (depth > MAX_DEPTH) {
            throw new UnusableSchema("nested deeper than " + MAX_DEPTH);
        }
        if (node.isArray()) {
            node.forEach(item -> schema(item, outer, depth + 1));
        } else if (node.isObject()) {
            if (++subschemas > MAX_SUBSCHEMAS) {
                throw new UnusableSchema("more than " + MAX_SUBSCHEMAS + " subschemas");
            }
            var base = resource(node, outer);
            node.properties().forEach(member -> keyword(member.getKey(), member.getValue(), base, depth + 1));
        }
    }

    private URI resource(JsonNode node, URI outer) {
        var id = node.get("$id");
        if (id == null || !id.isString() || id.stringValue().startsWith("#")) {
            return outer;
        }
        var base = withoutFragment(resolve(outer, id.stringValue()));
        resources.put(base, node);
        return base;
    }

    private void keyword(String name, JsonNode value, URI base, int depth) {
        if (MAPS_OF_SCHEMAS.contains(name) && value.isObject()) {
            if (name.equals("patternProperties")) {
                value.propertyNames().forEach(EcmaPattern::compile);
            }
            value.forEach(schema -> schema(schema, base, depth + 1));
        } else if (value.isString()) {
            text(name, value.stringValue(), base);
        } else if (!VALUES.contains(name)) {
            hasUniqueItems |= name.equals("uniqueItems");
            schema(value, base, depth);
        }
    }

    private void text(String name, String value, URI base) {
        if (REFERENCES.contains(name)) {
            references.add(new Reference(value, base));
        } else if (name.equals("$anchor") || name.equals("$dynamicAnchor")) {
            anchors.add(value);
        } else if (name.equals("$id") && value.startsWith("#")) {
            anchors.add(value.substring(1));
        } else if (name.equals("pattern")) {
            EcmaPattern.compile(value);
        }
    }

    private void resolve(Reference reference) {
        var target = resolve(reference.base(), reference.text());
        var place = withoutFragment(target);
        if (Dialect.of(place.toString()).isPresent() || Dialect.isVocabulary(place.toString())) {
            return;
        }
        var resource = resources.get(place);
        if (resource == null) {
            throw new UnusableSchema("a reference leads out of the schema");
        }
        var fragment = target.getFragment();
        if (fragment == null || fragment.isEmpty()) {
            return;
        }
        if (fragment.startsWith("/")
                ? resource.at(JsonPointer.compile(fragment)).isMissingNode()
                : !anchors.contains(fragment)) {
            throw new UnusableSchema("a reference leads nowhere");
        }
    }

    private static URI resolve(URI base, String reference) {
        try {
            if (reference.isEmpty() || reference.startsWith("#")) {
                return URI.create(withoutFragment(base) + reference);
            }
            return base.resolve(reference);
        } catch (IllegalArgumentException _) {
            throw new UnusableSchema("a reference or an $id is not a URI");
        }
    }

    private static URI withoutFragment(URI uri) {
        var text = uri.toString();
        int hash = text.indexOf('#');
        return hash < 0 ? uri : URI.create(text.substring(0, hash));
    }
}
