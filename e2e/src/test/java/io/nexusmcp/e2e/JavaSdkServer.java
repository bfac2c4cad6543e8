package io.nexusmcp.e2e;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import tools.jackson.databind.json.JsonMapper;

/** The Java SDK as a server of the interop tests, over standard input and output. */
public final class JavaSdkServer {
    private JavaSdkServer() {}

    /** The SDK's own mapper writes this name twice, which a newer Jackson than its own refuses. */
    private interface ModeIsTheType {
        @JsonIgnore
        String mode();
    }

    public static void main(String[] arguments) {
        var out = System.out;
        System.setOut(System.err); // where the SDK's log may go
        var mapper = JsonMapper.builder()
                .addMixIn(McpSchema.ElicitFormRequest.class, ModeIsTheType.class)
                .build();
        McpServer.sync(new StdioServerTransportProvider(new JacksonMcpJsonMapper(mapper), System.in, out))
                .serverInfo("host-java", "1.0.0")
                .capabilities(
                        McpSchema.ServerCapabilities.builder().tools(false).build())
                .toolCall(tool("echo", "text", "string"), text((_, request) -> argument(request, "text")))
                .toolCall(tool("count", "to", "integer"), text(JavaSdkServer::count))
                .toolCall(tool("ask", "question", "string"), text(JavaSdkServer::ask))
                .build();
    }

    private static McpSchema.Tool tool(String name, String property, String type) {
        Map<String, Object> schema = Map.of(
                "type", "object", "properties", Map.of(property, Map.of("type", type)), "required", List.of(property));
        return McpSchema.Tool.builder(name, schema).build();
    }

    private static BiFunction<McpSyncServerExchange, McpSchema.CallToolRequest, McpSchema.CallToolResult> text(
            BiFunction<McpSyncServerExchange, McpSchema.CallToolRequest, String> work) {
        return (exchange, request) -> McpSchema.CallToolResult.builder()
                .addTextContent(work.apply(exchange, request))
                .build();
    }

    private static String argument(McpSchema.CallToolRequest request, String name) {
        return String.valueOf(request.arguments().get(name));
    }

    private static String count(McpSyncServerExchange exchange, McpSchema.CallToolRequest request) {
        int to = Integer.parseInt(argument(request, "to"));
        for (int done = 1; done <= to; done++) {
            exchange.progressNotification(McpSchema.ProgressNotification.builder(request.progressToken(), done)
                    .total((double) to)
                    .build());
        }
        return "counted to " + to;
    }

    private static String ask(McpSyncServerExchange exchange, McpSchema.CallToolRequest request) {
        Map<String, Object> wanted = Map.of(
                "type",
                "object",
                "properties",
                Map.of("answer", Map.of("type", "string")),
                "required",
                List.of("answer"));
        var reply =
                exchange.createElicitation(McpSchema.ElicitFormRequest.builder(argument(request, "question"), wanted)
                        .build());
        return reply.action().name().toLowerCase(Locale.ROOT) + ": "
                + reply.content().get("answer");
    }
}
