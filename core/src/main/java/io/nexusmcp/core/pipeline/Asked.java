package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Mount;
import io.nexusmcp.core.catalog.Catalog;
import io.nexusmcp.core.identity.Caller;
import io.nexusmcp.core.session.Session;
import io.nexusmcp.protocol.Era;
import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.RequestId;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonObject;
import java.util.Optional;

/** One decoded request. */
record Asked(Context context, Revision revision, Optional<Session> session, Message.Request request) {
    RequestId id() {
        return request.id();
    }

    String method() {
        return request.method();
    }

    JsonObject params() {
        return request.params();
    }

    Caller caller() {
        return context.caller();
    }

    Rules rules() {
        return context.rules();
    }

    Catalog catalog() {
        return context.catalog();
    }

    Mount mount() {
        return context.inbound().mount();
    }

    boolean isModern() {
        return revision.era() == Era.MODERN;
    }
}
