package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The Java SDK as a client, and what it must see of a fixture. */
final class JavaSdk {
    private JavaSdk() {}

    static McpSyncClient client(URI uri, String key, Consumer<Double> progress) {
        return spec(http(uri, key), progress).build();
    }

    /** A client that answers every form with the question it was asked. */
    static McpSyncClient asked(McpClientTransport way, Consumer<Double> progress) {
        return spec(way, progress)
                .capabilities(
                        McpSchema.ClientCapabilities.builder().elicitation().build())
                .elicitation(form -> McpSchema.ElicitResult.builder(McpSchema.ElicitResult.Action.ACCEPT)
                        .content(Map.of("answer", "to " + form.message()))
                        .build())
                .build();
    }

    static McpClientTransport http(URI uri, String key) {
        return HttpClientStreamableHttpTransport.builder(uri.resolve("/").toString())
                .endpoint(uri.getPath())
                .addHttpRequestCustomizer(
                        (request, method, target, body, context) -> request.setHeader("Authorization", "Bearer " + key))
                .build();
    }

    /** The hub as a child of the client. */
    static McpClientTransport stdio(List<String> command, String key) {
        var program = ServerParameters.builder(command.getFirst())
                .args(command.subList(1, command.size()))
                .env(Map.of("NEXUS_API_KEY", key))
                .build();
        return new StdioClientTransport(program, McpJsonDefaults.getMapper());
    }

    private static McpClient.SyncSpec spec(McpClientTransport way, Consumer<Double> progress) {
        return McpClient.sync(way)
                .requestTimeout(Duration.ofSeconds(30))
                .progressConsumer(report -> progress.accept(report.progress()));
    }

    static String text(McpSyncClient client, String tool, Map<String, Object> arguments) {
        var request =
                McpSchema.CallToolRequest.builder(tool).arguments(arguments).build();
        var content = client.callTool(request).content().getFirst();
        return content instanceof McpSchema.TextContent text ? text.text() : content.toString();
    }

    static void checkEverything(McpSyncClient client) {
        assertThat(client.listTools().tools()).extracting(McpSchema.Tool::name).contains("echo");
        assertThat(text(client, "echo", Map.of("text", "from Java"))).isEqualTo("from Java");
        var read = McpSchema.ReadResourceRequest.builder("test://static-text").build();
        assertThat(client.readResource(read).contents())
                .singleElement()
                .isInstanceOf(McpSchema.TextResourceContents.class);
        var prompt = McpSchema.GetPromptRequest.builder("test_simple_prompt").build();
        assertThat(client.getPrompt(prompt).messages()).hasSize(1);
        assertThat(client.ping()).isNotNull();
    }
}
