package io.nexusmcp.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A document whose references lead to places in itself. */
final class Document {
    private static final String REFERENCE = "$ref";
    private static final Set<String> EXAMPLES = Set.of("example", "examples", "default", "enum", "const");
    private static final Set<String> NAMED =
            Set.of("properties", "patternProperties", "schemas", "$defs", "definitions", "dependentSchemas");

    private final Node.Fields root;
    private final boolean isNewer;
    private final Findings findings;

    private Document(Node.Fields root, boolean isNewer, Findings findings) {
        this.root = root;
        this.isNewer = isNewer;
        this.findings = findings;
    }

    /** Checks the version and that nothing refers out of the document. */
    static Document of(Node.Fields root, Findings findings) {
        var version = root.get("openapi").orElse(Node.Fields.NONE);
        var text = version.asText().orElse("");
        if (root.has("swagger")) {
            findings.error(root.spot(), "is a Swagger 2.0 document", "convert it to OpenAPI 3.0 or 3.1");
        } else if (!text.matches("3\\.[01](\\..*)?")) {
            findings.error(
                    root.has("openapi") ? version.spot() : root.spot(),
                    root.has("openapi") ? "is a version that is not supported" : "has no openapi: with its version",
                    "OpenAPI 3.0 and 3.1 are read");
        }
        var document = new Document(root, text.startsWith("3.1"), findings);
        document.refuseDialect();
        document.refuseOutside(root, false);
        return document;
    }

    private void refuseDialect() {
        root.get("jsonSchemaDialect").ifPresent(dialect -> {
            var text = dialect.asText().orElse("");
            if (!text.startsWith("https://spec.openapis.org/oas/3.1/dialect/")
                    && !text.startsWith("https://json-schema.org/draft/2020-12/")) {
                findings.error(dialect.spot(), "is a dialect of schemas that is not supported", "write none");
            }
        });
    }

    /** @param hasNames whether the members of the node are names that the author chose */
    private void refuseOutside(Node node, boolean hasNames) {
        switch (node) {
            case Node.Fields fields -> {
                if (!hasNames) {
                    fields.get(REFERENCE).ifPresent(this::requireInside);
                }
                fields.members().forEach((name, value) -> {
                    if (hasNames || !EXAMPLES.contains(name) && !name.startsWith("x-")) {
                        refuseOutside(value, !hasNames && NAMED.contains(name));
                    }
                });
            }
            case Node.Items items -> items.items().forEach(item -> refuseOutside(item, false));
            case Node.Leaf _ -> {}
        }
    }

    private void requireInside(Node reference) {
        var text = reference.asText();
        if (text.isEmpty()) {
            findings.error(reference.spot(), "is no reference", "write one such as #/components/schemas/Pet");
        } else if (!text.get().startsWith("#")) {
            findings.error(
                    reference.spot(),
                    "refers to something outside of the document, which is never fetched or read",
                    "put what it refers to into the document, as bundling tools do");
        }
    }

    Node.Fields root() {
        return root;
    }

    /** Whether schemas are those of 3.1, which are JSON Schema 2020-12. */
    boolean isNewer() {
        return isNewer;
    }

    /** A member of the root's {@code components}, by kind and name. */
    Optional<Node> component(String kind, String name) {
        return root.get("components")
                .filter(Node.Fields.class::isInstance)
                .flatMap(components -> ((Node.Fields) components).get(kind))
                .filter(Node.Fields.class::isInstance)
                .flatMap(all -> ((Node.Fields) all).get(name));
    }

    /** The object that stands there or that references lead to; empty when there is none, which is told. */
    Optional<Node.Fields> object(Node node, String what) {
        var at = node;
        var seen = new HashSet<String>();
        while (at instanceof Node.Fields fields && fields.has(REFERENCE)) {
            var reference = fields.get(REFERENCE).orElseThrow();
            var text = reference.asText().orElse("");
            if (!text.startsWith("#")) {
                return Optional.empty();
            }
            if (!seen.add(text)) {
                findings.error(reference.spot(), "refers to itself", "");
                return Optional.empty();
            }
            var target = target(text, reference.spot());
            if (target.isEmpty()) {
                return Optional.empty();
            }
            at = target.get();
        }
        if (at instanceof Node.Fields fields) {
            return Optional.of(fields);
        }
        findings.error(at.spot(), "is no " + what, "");
        return Optional.empty();
    }

    /** Where a reference leads; told when it leads nowhere. */
    Optional<Node> target(String reference, Spot spot) {
        Optional<Node> at = reference.equals("#") || reference.startsWith("#/") ? Optional.of(root) : Optional.empty();
        for (var step : steps(reference)) {
            at = at.flatMap(node -> child(node, step));
        }
        if (at.isEmpty()) {
            findings.error(spot, "refers to nothing in the document", "");
        }
        return at;
    }

    private static Optional<Node> child(Node node, String step) {
        return switch (node) {
            case Node.Fields fields -> fields.get(step);
            case Node.Items(var items, var _)
            when step.matches("0|[1-9][0-9]{0,6}") && Integer.parseInt(step) < items.size() ->
                Optional.of(items.get(Integer.parseInt(step)));
            case Node.Items _, Node.Leaf _ -> Optional.empty();
        };
    }

    /** The names on the way to where a reference leads. */
    static List<String> steps(String reference) {
        if (!reference.startsWith("#/")) {
            return List.of();
        }
        var plain = reference.substring(2).replace("+", "%2B");
        try {
            return List.of(plain.split("/", -1)).stream()
                    .map(step ->
                            URLDecoder.decode(step, UTF_8).replace("~1", "/").replace("~0", "~"))
                    .toList();
        } catch (IllegalArgumentException _) {
            return List.of(plain);
        }
    }

    /** The members of an object, or none; told when something else stands there. */
    Map<String, Node> members(Node.Fields parent, String name) {
        return switch (parent.get(name).orElse(Node.Fields.NONE)) {
            case Node.Fields fields -> fields.members();
            case Node.Items items -> {
                findings.error(items.spot(), name + " is a list where an object is expected", "");
                yield Map.of();
            }
            case Node.Leaf leaf -> {
                findings.error(leaf.spot(), name + " is no object", "");
                yield Map.of();
            }
        };
    }

    /** The items of an array, or none; told when something else stands there. */
    List<Node> items(Node.Fields parent, String name) {
        return switch (parent.get(name).orElse(new Node.Items(List.of(), Spot.TOP))) {
            case Node.Items items -> items.items();
            case Node.Fields fields -> {
                findings.error(fields.spot(), name + " is an object where a list is expected", "");
                yield List.of();
            }
            case Node.Leaf leaf -> {
                findings.error(leaf.spot(), name + " is no list", "");
                yield List.of();
            }
        };
    }

    Findings findings() {
        return findings;
    }
}
