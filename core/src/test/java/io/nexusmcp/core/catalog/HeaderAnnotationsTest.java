package io.nexusmcp.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.ServerName;
import io.nexusmcp.protocol.HeaderParam;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HeaderAnnotationsTest {
    private static JsonObject tool(String name, String property) {
        return JsonSlice.trusted("{\"name\":\"" + name
                        + "\",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"p\":" + property + "}}}")
                .asObject();
    }

    private static ServerEntry read(JsonObject... tools) {
        var address = new ServerSpec.Http(URI.create("https://server.example/mcp"), Map.of(), Optional.empty());
        var spec = new ServerSpec(new ServerName("s"), "s", true, Duration.ofSeconds(1), address, Map.of());
        var offer = new Offer(
                Revision.NEWEST,
                JsonObject.EMPTY,
                Optional.empty(),
                Stream.of(tools).toList(),
                List.of(),
                List.of(),
                List.of());
        return new EntryReader(spec, Set.of(), Map.of()).read(offer);
    }

    @Test
    void tool_withABadHeaderAnnotation_isLeftOut_theOthersStay() {
        var entry = read(
                tool("good", "{\"type\":\"string\",\"x-mcp-header\":\"Region\"}"),
                tool("space", "{\"type\":\"string\",\"x-mcp-header\":\"a b\"}"),
                tool("number", "{\"type\":\"number\",\"x-mcp-header\":\"N\"}"),
                tool("plain", "{\"type\":\"number\"}"));
        assertThat(entry.tools()).containsOnlyKeys("good", "plain");
        assertThat(entry.tools().values())
                .flatExtracting(ToolDefinition::headerParams)
                .containsExactly(new HeaderParam("Region", List.of("p")));
        assertThat(entry.problems()).hasSize(2).allMatch(problem -> problem.contains("x-mcp-header"));
    }
}
