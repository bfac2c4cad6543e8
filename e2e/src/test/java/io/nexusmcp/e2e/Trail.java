package io.nexusmcp.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The audit log of a hub as its files tell it. */
record Trail(Path data) {
    /** What was asked on the data plane, oldest first. */
    List<JsonNode> events() {
        return lines().stream()
                .filter(line -> line.path("kind").asString("").equals("mcp"))
                .toList();
    }

    /** Every line there is; one that is still being written is left out. */
    List<JsonNode> lines() {
        return text().lines().map(Trail::parsed).filter(JsonNode::isObject).toList();
    }

    String text() {
        try (var files = Files.list(data.resolve("audit"))) {
            var whole = new StringBuilder();
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                whole.append(Files.readString(file));
            }
            return whole.toString();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static JsonNode parsed(String line) {
        try {
            return Json.read(line);
        } catch (JacksonException torn) {
            return Json.read("null");
        }
    }
}
