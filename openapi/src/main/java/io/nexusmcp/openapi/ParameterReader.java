package io.nexusmcp.openapi;

import io.nexusmcp.openapi.Location.Style;
import io.nexusmcp.protocol.ReservedHeaders;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the parameters of an operation and of its path. */
final class ParameterReader {
    /** The document's own rule, and what the hub says of itself. */
    private static final Set<String> IGNORED_HEADERS = Set.of("accept", "content-type", "authorization");

    private static final Set<String> OWN_HEADERS = Set.of("cookie", "forwarded", "via", "user-agent");

    private final Document document;
    private final Findings findings;

    ParameterReader(Document document) {
        this.document = document;
        this.findings = document.findings();
    }

    /** Those of the operation, and those of its path that it does not replace. */
    List<Parameter> read(Operation operation) {
        var all = new LinkedHashMap<String, Parameter>();
        all.putAll(read(operation.item()));
        all.putAll(read(operation.own()));
        return List.copyOf(all.values());
    }

    private Map<String, Parameter> read(Node.Fields owner) {
        var all = new LinkedHashMap<String, Parameter>();
        for (var node : document.items(owner, "parameters")) {
            var parameter = document.object(node, "parameter").flatMap(this::parameter);
            if (parameter.isPresent()) {
                var key = parameter.get().location() + " " + parameter.get().name();
                if (all.put(key, parameter.get()) != null) {
                    findings.error(node.spot(), "is a second parameter of the same name and place", "remove one");
                }
            }
        }
        return all;
    }

    private Optional<Parameter> parameter(Node.Fields node) {
        var name = node.text("name").orElse("");
        var location = node.text("in").flatMap(Location::of);
        if (name.isEmpty() || location.isEmpty()) {
            findings.error(node.spot(), "has no name, or no in: path, query, header or cookie", "");
            return Optional.empty();
        }
        boolean isRequired = node.isTrue("required");
        if (location.get() == Location.PATH && !isRequired) {
            findings.error(node.spot(), "is a parameter of the path that is not required", "write required: true");
        }
        var media = document.members(node, "content");
        if (media.isEmpty() && !node.has("schema") || media.size() > 1) {
            findings.error(node.spot(), "has neither a schema nor one media type", "");
            return Optional.empty();
        }
        var style = style(node, location.get());
        return Optional.of(new Parameter(
                name,
                location.get(),
                style,
                exploded(node, style),
                node.isTrue("allowReserved") && location.get() == Location.QUERY,
                !media.isEmpty(),
                isRequired,
                schema(node, media),
                node.text("description")));
    }

    private Node schema(Node.Fields node, Map<String, Node> media) {
        return media.isEmpty()
                ? node.get("schema").orElse(Node.Fields.NONE)
                : media.values().stream()
                        .findFirst()
                        .filter(Node.Fields.class::isInstance)
                        .flatMap(one -> ((Node.Fields) one).get("schema"))
                        .orElse(Node.Fields.NONE);
    }

    private Style style(Node.Fields node, Location location) {
        var written = node.get("style");
        var style = written.flatMap(Node::asText).flatMap(location::style);
        if (written.isPresent() && style.isEmpty()) {
            findings.error(written.get().spot(), "is no style for a parameter in " + location.word(), "");
        }
        return style.orElse(location.usualStyle());
    }

    private static boolean exploded(Node.Fields node, Style style) {
        return node.has("explode") ? node.isTrue("explode") : style == Style.FORM;
    }

    /** Whether the document or the hub says that no caller fills this one. */
    static boolean isOwn(Parameter parameter) {
        if (parameter.location() != Location.HEADER) {
            return false;
        }
        var name = parameter.name().toLowerCase(Locale.ROOT);
        return IGNORED_HEADERS.contains(name);
    }

    /** Whether a request cannot carry it as the document wants. */
    static boolean isImpossible(Parameter parameter) {
        if (parameter.location() != Location.HEADER) {
            return false;
        }
        var name = parameter.name().toLowerCase(Locale.ROOT);
        return ReservedHeaders.contains(name)
                || OWN_HEADERS.contains(name)
                || name.startsWith("x-forwarded-")
                || !name.matches("[a-z0-9!#$%&'*+.^_`|~-]{1,128}");
    }
}
