package io.nexusmcp.hub.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The reference page and the schema say what the records say; {@code -Dupdate=true} writes them anew. */
class ReferenceTest {
    @Test
    void page_isUpToDate() throws IOException {
        check("configuration.md", ReferencePage.render(ConfigKeys.all()));
    }

    @Test
    void schema_isUpToDate() throws IOException {
        check("nexus.schema.json", JsonSchema.render(ConfigKeys.all()));
    }

    @Test
    void schema_judgesFilesAsTheHubDoes() throws IOException {
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(JsonMapper.shared().readTree(JsonSchema.render(ConfigKeys.all())));
        var full = Files.readString(Path.of("src/test/resources/io/nexusmcp/hub/config/full.in.yaml"));

        assertThat(schema.validate(YAMLMapper.shared().readTree(full))).isEmpty();
        for (var bad : List.of(
                "server: {prot: 1}",
                "server: {port: 70000}",
                "server: {port: abc}",
                "logging: {level: loud}",
                "limits: {maxBodyBytes: 10XB}",
                "mcpServers: {a: {comand: x}}",
                "servers: {a: {comand: x}}",
                "auth: {rbac: {roles: [{nam: x}]}}")) {
            assertThat(schema.validate(YAMLMapper.shared().readTree(bad)))
                    .as(bad)
                    .isNotEmpty();
        }
    }

    private static void check(String name, String expected) throws IOException {
        var file = docs().resolve(name);
        if (Boolean.getBoolean("update")) {
            Files.writeString(file, expected);
        }
        assertThat(file)
                .as("stale; mvn -pl hub -am test -Dupdate=true writes it anew")
                .hasContent(expected);
    }

    private static Path docs() throws IOException {
        return Files.createDirectories(Path.of("..", "docs"));
    }
}
