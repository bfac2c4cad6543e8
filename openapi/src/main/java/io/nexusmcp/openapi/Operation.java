package io.nexusmcp.openapi;

import java.util.List;
import java.util.Optional;

/**
 * One operation as the document writes it.
 *
 * @param method in capitals
 * @param template its path
 * @param item the path that it belongs to, whose parameters and servers it shares
 */
record Operation(String method, String template, Node.Fields item, Node.Fields own) {
    Optional<String> id() {
        return own.text("operationId").filter(id -> !id.isBlank());
    }

    List<String> tags() {
        return own.get("tags").orElse(Node.Fields.NONE) instanceof Node.Items(var items, var _)
                ? items.stream().flatMap(tag -> tag.asText().stream()).toList()
                : List.of();
    }

    /** As messages and patterns name it. */
    String line() {
        return method + " " + template;
    }

    String quoted() {
        return Findings.quoted(line());
    }
}
