package io.nexusmcp.core.catalog;

import io.nexusmcp.core.ServerName;
import io.nexusmcp.protocol.json.JsonObject;

/** One resource or resource template of one server; {@code uri} is its URI or URI template, never rewritten. */
public record ResourceEntry(ServerName server, String uri, JsonObject definition) {}
