package io.nexusmcp.core.policy;

import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.catalog.ToolDefinition;
import io.nexusmcp.protocol.json.JsonObject;

/**
 * A request for one server. The parameters carry the server's own names, and no {@code _meta} key of the client's
 * hop.
 */
public sealed interface ServerCall {
    ServerName server();

    /** The MCP method. */
    String method();

    JsonObject params();

    /** What the call is about, for audit and permissions: a tool's or prompt's own name, or a URI. */
    String target();

    record CallTool(ToolDefinition tool, JsonObject params) implements ServerCall {
        @Override
        public ServerName server() {
            return tool.server();
        }

        @Override
        public String method() {
            return "tools/call";
        }

        @Override
        public String target() {
            return tool.name();
        }
    }

    record GetPrompt(ServerName server, String name, JsonObject params) implements ServerCall {
        @Override
        public String method() {
            return "prompts/get";
        }

        @Override
        public String target() {
            return name;
        }
    }

    record ReadResource(ServerName server, String uri, JsonObject params) implements ServerCall {
        @Override
        public String method() {
            return "resources/read";
        }

        @Override
        public String target() {
            return uri;
        }
    }

    /** Completion of an argument of a prompt or of a resource template; {@code reference} is its name or URI. */
    record Complete(ServerName server, String reference, boolean isPrompt, JsonObject params) implements ServerCall {
        @Override
        public String method() {
            return "completion/complete";
        }

        @Override
        public String target() {
            return reference;
        }
    }

    /**
     * A request about a task that a call of {@code tool} became: whoever may call the tool may make it.
     *
     * @param taskId the server's own
     */
    record AboutTask(ToolDefinition tool, String method, String taskId, JsonObject params) implements ServerCall {
        @Override
        public ServerName server() {
            return tool.server();
        }

        @Override
        public String target() {
            return tool.name();
        }
    }
}
