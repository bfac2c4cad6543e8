package io.nexusmcp.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.Secret;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.api.DescribedApi;
import io.nexusmcp.core.catalog.ToolDefinition;
import io.nexusmcp.core.schema.Schemas;
import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonScanner;
import io.nexusmcp.protocol.json.JsonSlice;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A document that others wrote for their users: about four hundred operations of a workflow engine. */
class LargeDocumentTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final ApiDocument.Reading READING = read();

    private static ApiDocument.Reading read() {
        try (var in = LargeDocumentTest.class.getResourceAsStream("/openapi.json")) {
            var settings = new ApiSettings(
                    Optional.of(URI.create("http://localhost:8080/engine-rest")),
                    Map.of("basicAuth", new ApiCredential(Optional.of("hub"), new Secret("s3cr3t"))),
                    Map.of(),
                    List.of(),
                    List.of(),
                    true);
            return ApiDocument.read(new String(in.readAllBytes(), UTF_8), false, settings);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static DescribedApi api() {
        return READING.api().orElseThrow(() -> new AssertionError(READING.findings()));
    }

    @Test
    void operations_areAllOffered_butThoseThatUploadFiles() {
        assertThat(api().tools()).hasSizeGreaterThan(380);
        assertThat(READING.findings())
                .hasSizeLessThan(10)
                .allMatch(finding -> finding.what().contains("its body has no media type"));
    }

    @Test
    void tools_haveNamesThatEverybodyTakes() {
        assertThat(api().tools().stream().map(tool -> tool.string("name").orElseThrow()))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[A-Za-z0-9_-]{1,64}"));
    }

    @Test
    void tools_areSmallEnoughToList() {
        assertThat(api().tools()).allMatch(tool -> tool.whole().length() < 80_000);
        assertThat(api().tools().stream()
                        .mapToLong(tool -> tool.whole().length())
                        .sum())
                .isLessThan(4 << 20);
    }

    @Test
    void schemas_areOnesThatTheHubJudgesBy_andRequestsFollowThem() {
        var schemas = new Schemas();
        for (var definition : api().tools()) {
            var tool = tool(definition);
            assertThat(schemas.compile(tool)).as(tool.name()).isEmpty();
            var arguments = JsonScanner.scan(
                    sample(tool.inputSchema().tree(), tool.inputSchema().tree(), 0)
                            .toString()
                            .getBytes(UTF_8),
                    JsonLimits.DEFAULT);
            schemas.check(tool, arguments);
            var request = api().request(tool.name(), arguments.asObject());
            assertThat(request.target())
                    .as(tool.name())
                    .startsWith("/engine-rest/")
                    .doesNotContain("{", "}", " ");
            assertThat(Api.header(request, "Authorization")).as(tool.name()).isPresent();
        }
    }

    private static ToolDefinition tool(JsonObject definition) {
        var name = definition.string("name").orElseThrow();
        return new ToolDefinition(
                new ServerName("engine"),
                name,
                "engine__" + name,
                definition,
                definition.get("inputSchema").orElseThrow(),
                definition.get("outputSchema").filter(JsonSlice::isObject),
                name,
                List.of());
    }

    /** A value that a schema takes, as far as these schemas go. */
    private static JsonNode sample(JsonNode schema, JsonNode root, int depth) {
        if (schema.has("$ref")) {
            return sample(root.at(schema.path("$ref").stringValue().substring(1)), root, depth);
        }
        if (schema.has("enum")) {
            return schema.path("enum").path(0);
        }
        if (schema.has("allOf")) {
            return sample(schema.path("allOf").path(0), root, depth);
        }
        var type = schema.path("type").isArray() ? schema.path("type").path(0) : schema.path("type");
        return switch (type.asString("object")) {
            case "string" -> JSON.stringNode("x");
            case "integer", "number" -> JSON.numberNode(1);
            case "boolean" -> JSON.booleanNode(true);
            case "array" -> JSON.arrayNode().add(sample(schema.path("items"), root, depth + 1));
            default -> object(schema, root, depth);
        };
    }

    /** With all properties on the first levels, and the required ones below. */
    private static ObjectNode object(JsonNode schema, JsonNode root, int depth) {
        var required =
                schema.path("required").valueStream().map(JsonNode::stringValue).toList();
        var value = JSON.objectNode();
        schema.path("properties").properties().forEach(property -> {
            if (depth < 2 || required.contains(property.getKey())) {
                value.set(property.getKey(), sample(property.getValue(), root, depth + 1));
            }
        });
        return value;
    }
}
