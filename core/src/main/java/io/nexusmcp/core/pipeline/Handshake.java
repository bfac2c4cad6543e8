package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.catalog.Offer;
import io.nexusmcp.core.catalog.ServerEntry;
import io.nexusmcp.protocol.Capabilities;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.Era;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.JsonRpc;
import io.nexusmcp.protocol.MetaKey;
import io.nexusmcp.protocol.ProtocolError;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.TaskSupport;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.protocol.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a client and the hub get to know each other, in each era. */
final class Handshake {
    static final String NAME = "nexus-mcp-hub";
    static final String VERSION = version();
    static final JsonSlice SERVER_INFO =
            JsonSlice.trusted("{\"name\":" + JsonText.quote(NAME) + ",\"version\":" + JsonText.quote(VERSION) + "}");
    private static final JsonObject LISTS =
            JsonSlice.trusted("{\"tools\":{},\"prompts\":{},\"resources\":{}}").asObject();

    /** What every complete modern result of the hub's own carries; lists depend on the caller, so never shared. */
    static final String MODERN_MEMBERS =
            "\"resultType\":\"complete\",\"ttlMs\":0,\"cacheScope\":\"private\",\"_meta\":{"
                    + JsonText.quote(MetaKey.SERVER_INFO) + ":" + SERVER_INFO.text() + "}";

    private Handshake() {}

    /** Agrees on the newest legacy revision that is not newer than the client's, and begins a sealed session. */
    static Reply initialize(Asked asked) {
        var offered = asked.params()
                .string("protocolVersion")
                .orElseThrow(() -> invalid("params.protocolVersion must be a string"));
        var capabilities = asked.params()
                .object("capabilities")
                .orElseThrow(() -> invalid("params.capabilities must be an object"));
        var revision =
                Revision.of(offered).filter(known -> known.era() == Era.LEGACY).orElse(Revision.NEWEST_LEGACY);
        var session = asked.rules()
                .sessions()
                .begin(asked.caller(), revision, asked.mount(), ClientAbilities.of(capabilities, revision));
        var result = "{\"protocolVersion\":" + JsonText.quote(revision.text()) + ",\"capabilities\":"
                + declared(asked, revision) + ",\"serverInfo\":" + SERVER_INFO.text() + instructions(asked) + "}";
        return new Reply.Json(
                200, JsonRpc.result(asked.id(), JsonSlice.trusted(result)), Map.of("Mcp-Session-Id", session.id()));
    }

    static Reply discover(Asked asked) {
        var result = "{\"supportedVersions\":[" + JsonText.quote(Revision.NEWEST.text()) + "],\"capabilities\":"
                + declared(asked, Revision.NEWEST) + instructions(asked) + "," + MODERN_MEMBERS + "}";
        return new Reply.Json(200, JsonRpc.result(asked.id(), JsonSlice.trusted(result)), Map.of());
    }

    /**
     * What really answers at this endpoint. The federated endpoint always has the three lists, since servers come and
     * go; one server's endpoint has what the server declared, and while it cannot be reached what it might offer.
     */
    static JsonObject capabilities(Asked asked) {
        var declared = new ArrayList<JsonObject>();
        servers(asked).stream()
                .flatMap(server -> server.offer().stream())
                .map(Offer::capabilities)
                .forEach(declared::add);
        if (asked.mount().isFederated() || declared.isEmpty()) {
            declared.add(LISTS);
        }
        return Capabilities.front(declared);
    }

    private static String declared(Asked asked, Revision revision) {
        var front = capabilities(asked);
        return (offersTasks(asked) ? TaskSupport.declare(front, revision) : front)
                .whole()
                .text();
    }

    /** Whether a tool at this endpoint can be called as a task. */
    static boolean offersTasks(Asked asked) {
        return servers(asked).stream()
                .flatMap(server -> server.offer().stream())
                .anyMatch(offer -> TaskSupport.isOffered(offer.capabilities(), offer.revision()));
    }

    private static List<ServerEntry> servers(Asked asked) {
        return asked.catalog().servers().stream()
                .filter(server -> asked.mount()
                        .server()
                        .map(name -> name.equals(server.spec().name()))
                        .orElseGet(() -> asked.rules()
                                .policy()
                                .mayEnter(asked.caller(), server.spec().name())))
                .toList();
    }

    /** A server's own words, on its own endpoint only: joined together they could speak for one another. */
    private static String instructions(Asked asked) {
        return asked.mount()
                .server()
                .flatMap(name -> asked.catalog().server(name))
                .flatMap(ServerEntry::offer)
                .flatMap(Offer::instructions)
                .map(text -> ",\"instructions\":" + JsonText.quote(text))
                .orElse("");
    }

    private static ProtocolException invalid(String message) {
        return new ProtocolException(ProtocolError.of(200, ErrorCode.INVALID_PARAMS, message));
    }

    private static String version() {
        return Optional.ofNullable(Handshake.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
