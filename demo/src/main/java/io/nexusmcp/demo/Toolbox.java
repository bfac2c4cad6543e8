package io.nexusmcp.demo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.node.ObjectNode;

/** The tools of the toolbox. */
final class Toolbox {
    private Toolbox() {}

    static List<Tool> all() {
        return List.of(time(), uuid(), hash(), json(), convert(), Misbehaviour.tool());
    }

    private static Tool time() {
        return Tool.of("""
            {"name":"time","title":"Time","description":"Tells the time in a zone such as Europe/Berlin.",
             "inputSchema":{"type":"object","properties":{
               "zone":{"type":"string","maxLength":60,"default":"UTC"}},"additionalProperties":false},
             "outputSchema":{"type":"object","properties":{
               "zone":{"type":"string"},"time":{"type":"string"}},
               "required":["zone","time"],"additionalProperties":false},
             "annotations":{"readOnlyHint":true,"openWorldHint":false}}\
            """, (arguments, progress) -> {
            try {
                var zone = ZoneId.of(arguments.text("zone", "UTC"));
                var now = InstantSource.system().instant().atZone(zone);
                return Json.structured(Json.object()
                        .put("zone", zone.getId())
                        .put("time", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(now)));
            } catch (DateTimeException unknown) {
                throw new ToolFailure("There is no such zone");
            }
        });
    }

    private static Tool uuid() {
        return Tool.of("""
            {"name":"uuid","title":"UUID","description":"Makes random UUIDs.",
             "inputSchema":{"type":"object","properties":{
               "count":{"type":"integer","minimum":1,"maximum":100,"default":1}},"additionalProperties":false},
             "annotations":{"readOnlyHint":true,"openWorldHint":false}}\
            """, (arguments, progress) -> {
            var lines = new StringBuilder();
            for (int left = arguments.integer("count", 1, 1, 100); left > 0; left--) {
                lines.append(UUID.randomUUID()).append(left > 1 ? "\n" : "");
            }
            return Json.text(lines.toString());
        });
    }

    private static Tool hash() {
        return Tool.of("""
            {"name":"hash","title":"Hash","description":"Hashes a text as UTF-8 and answers in hexadecimal.",
             "inputSchema":{"type":"object","properties":{
               "text":{"type":"string","maxLength":100000},
               "algorithm":{"type":"string","enum":["SHA-256","SHA-384","SHA-512"],"default":"SHA-256"}},
               "required":["text"],"additionalProperties":false},
             "annotations":{"readOnlyHint":true,"idempotentHint":true,"openWorldHint":false}}\
            """, (arguments, progress) -> {
            var text = arguments.text("text").getBytes(StandardCharsets.UTF_8);
            var digest = digest(arguments.text("algorithm", "SHA-256")).digest(text);
            return Json.text(HexFormat.of().formatHex(digest));
        });
    }

    private static MessageDigest digest(String algorithm) {
        if (!List.of("SHA-256", "SHA-384", "SHA-512").contains(algorithm)) {
            throw new ToolFailure("There is no such algorithm here");
        }
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-2", missing);
        }
    }

    private static Tool json() {
        return Tool.of("""
            {"name":"json","title":"JSON",
             "description":"Lays out a JSON text readably, or only the part that a JSON Pointer (/a/0/b) points at.",
             "inputSchema":{"type":"object","properties":{
               "text":{"type":"string","maxLength":100000},
               "pointer":{"type":"string","maxLength":1000}},
               "required":["text"],"additionalProperties":false},
             "annotations":{"readOnlyHint":true,"idempotentHint":true,"openWorldHint":false}}\
            """, (arguments, progress) -> {
            var pointer = arguments.text("pointer", "");
            if (!pointer.isEmpty() && !pointer.startsWith("/")) {
                throw new ToolFailure("A pointer starts with a slash");
            }
            var found = Json.parse(arguments.text("text")).at(JsonPointer.compile(pointer));
            if (found.isMissingNode()) {
                throw new ToolFailure("Nothing is there");
            }
            return Json.text(found.toPrettyString());
        });
    }

    private static Tool convert() {
        var units = Json.object();
        var names = units.putArray("enum");
        for (var unit : Unit.values()) {
            names.add(unit.symbol());
        }
        var tool = Tool.of("""
            {"name":"convert","title":"Convert","description":"Converts a length, a mass or a temperature.",
             "inputSchema":{"type":"object","properties":{"value":{"type":"number"},"from":{},"to":{}},
               "required":["value","from","to"],"additionalProperties":false},
             "outputSchema":{"type":"object","properties":{
               "value":{"type":"number"},"unit":{"type":"string"}},
               "required":["value","unit"],"additionalProperties":false},
             "annotations":{"readOnlyHint":true,"idempotentHint":true,"openWorldHint":false}}\
            """, (arguments, progress) -> converted(arguments));
        var properties = tool.definition().withObject("/inputSchema/properties");
        properties.set("from", units.put("type", "string"));
        properties.set("to", units);
        return tool;
    }

    private static ObjectNode converted(Arguments arguments) {
        var to = Unit.of(arguments.text("to"));
        double value = Unit.of(arguments.text("from")).convert(arguments.number("value"), to);
        return Json.structured(Json.object().put("value", value).put("unit", to.symbol()));
    }
}
