package io.nexusmcp.hub.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

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
