package io.nexusmcp.core.catalog;

import io.nexusmcp.core.ServerName;
import io.nexusmcp.protocol.json.JsonObject;

/** One prompt of one server; {@code name} is the server's own, {@code definition} as the server gave it. */
public record PromptEntry(ServerName server, String name, String federatedName, JsonObject definition) {}
