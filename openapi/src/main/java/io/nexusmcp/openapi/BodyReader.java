package io.nexusmcp.openapi;

import io.nexusmcp.openapi.Location.Style;
import io.nexusmcp.openapi.RequestPlan.BodyPlan;
import io.nexusmcp.openapi.RequestPlan.BodyPlan.Form;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what an operation takes as its body. */
final class BodyReader {
    private static final List<String> BEST = List.of("application/json", "application/merge-patch+json");

    private final Document document;

    BodyReader(Document document) {
        this.document = document;
    }

    /** A body that can be sent. */
    record Body(BodyPlan plan, Node schema, Optional<String> description) {}

    /** What became of a body. */
    sealed interface Outcome {
        record None() implements Outcome {}

        record Sendable(Body body) implements Outcome {}

        /** Only media types that cannot be written from arguments. */
        record Unsupported() implements Outcome {}
    }

    Outcome read(Operation operation) {
        var node = operation.own().get("requestBody");
        var body = node.flatMap(one -> document.object(one, "body"));
        if (body.isEmpty()) {
            return new Outcome.None();
        }
        var content = document.members(body.get(), "content");
        if (content.isEmpty()) {
            document.findings().error(body.get().spot(), "is a body without content", "");
            return new Outcome.None();
        }
        return chosen(content)
                .<Outcome>map(type ->
                        new Outcome.Sendable(body(body.get(), type, content.getOrDefault(type, Node.Fields.NONE))))
                .orElseGet(Outcome.Unsupported::new);
    }

    private static Optional<String> chosen(Map<String, Node> content) {
        var sound = content.keySet().stream().filter(MediaTypes::isSound).toList();
        return BEST.stream()
                .flatMap(best ->
                        sound.stream().filter(type -> MediaTypes.essence(type).equals(best)))
                .findFirst()
                .or(() -> sound.stream().filter(MediaTypes::takesJson).findFirst())
                .or(() -> sound.stream().filter(MediaTypes::isForm).findFirst())
                .or(() -> sound.stream()
                        .filter(type -> MediaTypes.essence(type).equals("text/plain"))
                        .findFirst());
    }

    private Body body(Node.Fields body, String type, Node media) {
        var fields = document.object(media, "media type").orElse(Node.Fields.NONE);
        var form = MediaTypes.takesJson(type) ? Form.JSON : MediaTypes.isForm(type) ? Form.PAIRS : Form.TEXT;
        var contentType = form == Form.JSON && !MediaTypes.isJson(type) ? "application/json" : type;
        var plan = new BodyPlan(
                form, contentType, body.isTrue("required"), form == Form.PAIRS ? properties(fields) : Map.of());
        return new Body(plan, fields.get("schema").orElse(Node.Fields.NONE), body.text("description"));
    }

    private Map<String, Slot> properties(Node.Fields media) {
        var slots = new HashMap<String, Slot>();
        document.members(media, "encoding")
                .forEach((name, node) -> document.object(node, "encoding")
                        .ifPresent(encoding -> slots.put(name, property(name, encoding))));
        return slots;
    }

    private Slot property(String name, Node.Fields encoding) {
        var written = encoding.get("style");
        var style = written.flatMap(Node::asText).flatMap(Location.QUERY::style);
        if (written.isPresent() && style.isEmpty()) {
            document.findings().error(written.get().spot(), "is no style for a property of a form", "");
        }
        boolean isExploded =
                encoding.has("explode") ? encoding.isTrue("explode") : style.isEmpty() || style.get() == Style.FORM;
        boolean isJson = !encoding.has("style")
                && encoding.text("contentType").filter(MediaTypes::isJson).isPresent();
        return Slot.ofForm(name, style.orElse(Style.FORM), isExploded, isJson);
    }
}
