package io.nexusmcp.core.pipeline;

import io.nexusmcp.protocol.JsonRpc;
import io.nexusmcp.protocol.Meta;
import io.nexusmcp.protocol.MetaKey;
import io.nexusmcp.protocol.RequestId;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Optional;

/** Writes what an inbox holds as its client may have it. */
final class ChangeNotice {
    private ChangeNotice() {}

    /** The message; empty where the client may not hear of this any more. */
    static Optional<JsonSlice> of(Inbox.Note note, Listening listening, Context at, Optional<RequestId> subscription) {
        return switch (note) {
            case Inbox.Note.List(var kind) ->
                Optional.of(subscription
                        .map(id -> JsonRpc.notification(
                                kind.notification(),
                                tagged(JsonObject.EMPTY, id).whole()))
                        .orElseGet(() -> JsonRpc.notification(kind.notification())));
            case Inbox.Note.Page(var elicitationId) ->
                Optional.of(JsonRpc.notification(
                        "notifications/elicitation/complete",
                        JsonObject.EMPTY
                                .edit()
                                .set("elicitationId", elicitationId)
                                .slice()));
            case Inbox.Note.Resource(var watched, var params) -> resource(watched, params, listening, at, subscription);
            case Inbox.Note.Task(var tool, var told) ->
                subscription
                        .filter(_ -> TaskDesk.mayHear(at, tool))
                        .map(id -> JsonRpc.notification(
                                "notifications/tasks", tagged(told, id).whole()));
        };
    }

    private static Optional<JsonSlice> resource(
            String watched, JsonObject params, Listening listening, Context at, Optional<RequestId> subscription) {
        var uri = params.string("uri").orElse(watched);
        if (!listening.mayHear(at, watched, uri)) {
            return Optional.empty();
        }
        var own = at.rules().redactor().filter(Meta.strip(params));
        if (uri.equals(watched)) {
            // the client's own words, so there is nothing in them to hide from it
            own = own.edit().set("uri", watched).object();
        }
        var told = own;
        return Optional.of(JsonRpc.notification(
                "notifications/resources/updated",
                subscription.map(id -> tagged(told, id)).orElse(told).whole()));
    }

    /** With the id of the request under which a modern client hears it. */
    static JsonObject tagged(JsonObject params, RequestId id) {
        var meta = params.object("_meta").orElse(JsonObject.EMPTY).edit();
        meta.set(MetaKey.SUBSCRIPTION_ID, id.slice());
        return params.edit().set("_meta", meta.object()).object();
    }
}
