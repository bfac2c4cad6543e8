package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Mount;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.catalog.Catalog;
import io.nexusmcp.core.identity.Caller;
import io.nexusmcp.core.route.Route;
import io.nexusmcp.core.session.Session;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.Era;
import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.ModernMeta;
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

    /** To the server as the catalog knew it when the request was judged, and to no other of its name. */
    Route routeTo(ServerName server) {
        var entry = catalog()
                .server(server)
                .orElseThrow(() -> new IllegalStateException("a request goes to a server of the catalog"));
        return new Route(entry.spec(), caller().id());
    }

    /** What the client says it can be asked. */
    ClientAbilities abilities() {
        return isModern()
                ? ModernMeta.of(params())
                        .clientCapabilities()
                        .map(capabilities -> ClientAbilities.of(capabilities, Revision.NEWEST))
                        .orElse(ClientAbilities.NONE)
                : session.map(Session::abilities).orElse(ClientAbilities.NONE);
    }

    boolean isModern() {
        return revision.era() == Era.MODERN;
    }
}
