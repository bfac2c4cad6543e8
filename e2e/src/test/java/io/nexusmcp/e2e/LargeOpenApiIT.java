package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.testkit.ApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A document with some four hundred operations that others wrote for a product of theirs, behind the hub. */
class LargeOpenApiIT {
    private static final int AT_LEAST = 380;

    private static HubSetup setup(ApiServer api, Path folder) throws IOException {
        try (var document = LargeOpenApiIT.class.getResourceAsStream("/openapi.json")) {
            Files.copy(document, folder.resolve("engine.json"));
        }
        var setup = new HubSetup().variable("ENGINE_PASSWORD", "s3cr3t-0f-th3-3ngin3");
        setup.root()
                .withObject("/mcpServers/engine")
                .put("openapi", "engine.json")
                .put("url", api.uri() + "/engine-rest")
                .withObject("/credentials/basicAuth")
                .put("username", "hub")
                .put("value", "${ENGINE_PASSWORD}");
        return setup;
    }

    private static List<JsonNode> all(Peer peer) {
        return peer.ask("tools/list", "")
                .json()
                .path("result")
                .path("tools")
                .valueStream()
                .toList();
    }

    @Test
    void operations_areListedAndCalledByClientsOfBothEras(@TempDir Path folder) throws IOException {
        try (var api = ApiServer.start();
                var hub = HubProcess.start(setup(api, folder), folder).awaitServer("engine")) {
            api.answer("/engine-rest/process-instance/count", 200, "application/json", "{\"count\":7}");
            api.answer("/engine-rest/message", 204, "", "");
            for (var peer : List.of(
                    Peer.modern(hub.mcp("engine"), hub.adminKey()), Peer.legacy(hub.mcp("engine"), hub.adminKey()))) {
                assertThat(all(peer))
                        .hasSizeGreaterThan(AT_LEAST)
                        .allMatch(tool -> tool.path("inputSchema")
                                .path("type")
                                .asString("")
                                .equals("object"));
                assertThat(peer.call("getProcessInstancesCount", "{\"processDefinitionKeyIn\":\"a,b\",\"active\":true}")
                                .json()
                                .path("result")
                                .path("structuredContent")
                                .path("count")
                                .asInt(0))
                        .isEqualTo(7);
                assertThat(api.last().target())
                        .isEqualTo("/engine-rest/process-instance/count?processDefinitionKeyIn=a%2Cb&active=true");
                assertThat(peer.call("deliverMessage", "{\"body\":{\"messageName\":\"paid\"}}")
                                .message())
                        .contains("HTTP 204");
                assertThat(api.last().body()).isEqualTo("{\"messageName\":\"paid\"}");
                assertThat(peer.call("deliverMessage", "{\"body\":{\"messageName\":7}}")
                                .message())
                        .contains("Invalid arguments at $.body.messageName");
            }
            assertThat(api.requests())
                    .hasSize(4)
                    .allMatch(request -> request.headers().containsKey("Authorization"));
            assertThat(hub.log()).doesNotContain("cannot be called", "s3cr3t");
        }
    }
}
