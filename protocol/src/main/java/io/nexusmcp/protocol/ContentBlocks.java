package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.ArrayList;
import java.util.List;

/** Content blocks for clients older than the block's type; typed clients fail on a type they do not know. */
final class ContentBlocks {
    private ContentBlocks() {}

    /** The array itself where every type is known to the revision. */
    static JsonSlice forRevision(JsonSlice blocks, Revision client) {
        if (!blocks.isArray()) {
            return blocks;
        }
        var items = blocks.asArray();
        var known = new ArrayList<JsonSlice>(items.size());
        boolean isChanged = false;
        for (var item : items) {
            var block = block(item, client);
            isChanged |= !block.equals(item);
            known.add(block);
        }
        return isChanged ? OutputSchema.array(known) : blocks;
    }

    static JsonSlice block(JsonSlice item, Revision client) {
        if (!item.isObject()) {
            return item;
        }
        var block = item.asObject();
        return switch (block.string("type").orElse("")) {
            case "audio" -> client.isAtLeast(Revision.V2025_03_26) ? item : audio(block);
            case "resource_link" -> client.isAtLeast(Revision.V2025_06_18) ? item : text(link(block));
            default -> item;
        };
    }

    static JsonSlice text(String text) {
        return JsonObject.EMPTY.edit().set("type", "text").set("text", text).slice();
    }

    static boolean hasText(List<JsonSlice> blocks) {
        return blocks.stream()
                .filter(JsonSlice::isObject)
                .anyMatch(block ->
                        block.asObject().string("type").filter("text"::equals).isPresent());
    }

    private static JsonSlice audio(JsonObject block) {
        var resource = JsonObject.EMPTY.edit().set("uri", "audio:inline");
        block.get("mimeType").ifPresent(type -> resource.set("mimeType", type));
        resource.set("blob", block.get("data").orElse(JsonSlice.string("")));
        var embedded = JsonObject.EMPTY.edit().set("type", "resource").set("resource", resource.slice());
        block.get("annotations").ifPresent(annotations -> embedded.set("annotations", annotations));
        return embedded.slice();
    }

    private static String link(JsonObject block) {
        var lines = new ArrayList<String>(3);
        for (var part : List.of("name", "uri", "description")) {
            block.string(part).ifPresent(lines::add);
        }
        return String.join("\n", lines);
    }
}
