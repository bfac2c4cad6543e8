package io.nexusmcp.core.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.catalog.PromptEntry;
import io.nexusmcp.core.catalog.ResourceEntry;
import io.nexusmcp.core.catalog.ServerEntry;
import io.nexusmcp.core.catalog.ToolDefinition;
import io.nexusmcp.protocol.Bridge;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.JsonRpc;
import io.nexusmcp.protocol.ProtocolError;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.protocol.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Lists, from the catalog: exactly what the caller may call, get or read, because the same decision is asked. Pages
 * are the hub's own; their cursors open for this caller and this list only.
 */
final class Listings {
    private Listings() {}

    static Reply tools(Asked asked) {
        return page(
                asked,
                "tools",
                visibleTools(asked.context()).stream()
                        .map(tool -> named(asked, listed(asked, tool), tool.name(), tool.federatedName()))
                        .map(definition -> Bridge.tool(definition, asked.revision()))
                        .toList());
    }

    private static JsonObject listed(Asked asked, ToolDefinition tool) {
        return TaskWish.support(asked, tool).listed(tool.definition(), asked.revision());
    }

    static Reply prompts(Asked asked) {
        return page(
                asked,
                "prompts",
                visiblePrompts(asked.context()).stream()
                        .map(prompt -> named(asked, prompt.definition(), prompt.name(), prompt.federatedName()))
                        .toList());
    }

    static Reply resources(Asked asked) {
        return page(asked, "resources", definitions(visibleResources(asked.context())));
    }

    static Reply templates(Asked asked) {
        return page(asked, "resourceTemplates", definitions(visibleTemplates(asked.context())));
    }

    static List<ToolDefinition> visibleTools(Context context) {
        return items(context, ServerEntry::tools, context.catalog().tools()).stream()
                .filter(tool -> context.rules()
                        .policy()
                        .mayCall(context.caller(), tool, context.catalog())
                        .isAllowed())
                .toList();
    }

    static List<PromptEntry> visiblePrompts(Context context) {
        return items(context, ServerEntry::prompts, context.catalog().prompts()).stream()
                .filter(prompt -> context.rules()
                        .policy()
                        .mayGetPrompt(context.caller(), prompt.server(), prompt.name())
                        .isAllowed())
                .toList();
    }

    static List<ResourceEntry> visibleResources(Context context) {
        return readable(
                context,
                items(context, ServerEntry::resources, context.catalog().resources()));
    }

    static List<ResourceEntry> visibleTemplates(Context context) {
        return readable(
                context,
                items(context, ServerEntry::templates, context.catalog().templates()));
    }

    private static List<ResourceEntry> readable(Context context, Collection<ResourceEntry> entries) {
        return entries.stream()
                .filter(entry -> context.rules()
                        .policy()
                        .mayRead(context.caller(), entry.server(), entry.uri())
                        .isAllowed())
                .toList();
    }

    private static <E> Collection<E> items(
            Context context, Function<ServerEntry, Map<String, E>> ofServer, Map<String, E> federated) {
        return context.inbound()
                .mount()
                .server()
                .map(name -> context.catalog().server(name).map(ofServer).orElse(Map.of()))
                .orElse(federated)
                .values();
    }

    private static List<JsonObject> definitions(List<ResourceEntry> entries) {
        return entries.stream().map(ResourceEntry::definition).toList();
    }

    private static JsonObject named(Asked asked, JsonObject definition, String own, String federated) {
        return !asked.mount().isFederated() || own.equals(federated)
                ? definition
                : definition.edit().set("name", federated).object();
    }

    static Reply page(Asked asked, String list, List<JsonObject> items) {
        int from = asked.params()
                .get("cursor")
                .map(cursor -> open(asked, list, cursor))
                .orElse(0);
        int start = Math.min(from, items.size());
        int end = Math.min(start + asked.rules().pageSize(), items.size());
        var result = new ByteArrayOutputStream(1_024);
        write(result, "{" + JsonText.quote(list) + ":[");
        for (int at = start; at < end; at++) {
            write(result, at == start ? "" : ",");
            result.writeBytes(items.get(at).whole().toBytes());
        }
        write(result, "]");
        if (end < items.size()) {
            var next = asked.rules().cursors().at(end, asked.caller(), asked.mount(), list);
            write(result, ",\"nextCursor\":" + JsonText.quote(next));
        }
        write(result, asked.isModern() ? "," + Handshake.MODERN_MEMBERS + "}" : "}");
        return new Reply.Json(200, JsonRpc.result(asked.id(), JsonSlice.trusted(result.toByteArray())), Map.of());
    }

    private static int open(Asked asked, String list, JsonSlice cursor) {
        var text = cursor.isString() ? cursor.asString() : "";
        return asked.rules()
                .cursors()
                .open(text, asked.caller(), asked.mount(), list)
                .orElseThrow(() -> new ProtocolException(
                        ProtocolError.of(200, ErrorCode.INVALID_PARAMS, "cursor was not given for this list")));
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(UTF_8));
    }
}
