package io.nexusmcp.core.route;

import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonObject;

/** What a server answered, still in its own revision. */
public sealed interface UpstreamReply {
    Revision revision();

    record Result(Revision revision, JsonObject result) implements UpstreamReply {}

    /** A JSON-RPC error object ({@code code}, {@code message}, {@code data}) of the server itself. */
    record Failure(Revision revision, int code, JsonObject error) implements UpstreamReply {}
}
