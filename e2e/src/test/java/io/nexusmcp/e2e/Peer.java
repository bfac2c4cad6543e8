package io.nexusmcp.e2e;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** A client whose messages are plain text, so that nothing between a test and the wire can repair them. */
final class Peer {
    private static final String META = "\"_meta\":{\"" + Http.META + "protocolVersion\":\"" + Http.MODERN + "\",\""
            + Http.META + "clientCapabilities\":{}}";

    private final URI endpoint;
    private final String key;
    private final List<String> headers;
    private final boolean isModern;

    private Peer(URI endpoint, String key, List<String> headers, boolean isModern) {
        this.endpoint = endpoint;
        this.key = key;
        this.headers = headers;
        this.isModern = isModern;
    }

    /** Of the stateless era. */
    static Peer modern(URI endpoint, String key) {
        return new Peer(endpoint, key, List.of(Wire.PROTOCOL, Http.MODERN), true);
    }

    /** Of an era with sessions, after its handshake. */
    static Peer legacy(URI endpoint, String key, String revision) {
        var opening = new Peer(endpoint, key, List.of(), false);
        var opened = opening.ask(
                "initialize",
                "\"protocolVersion\":\"" + revision
                        + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"peer\",\"version\":\"1\"}");
        if (opened.header(Wire.SESSION).isEmpty()) {
            throw new AssertionError("no session: " + opened.status() + " " + opened.body());
        }
        var peer = new Peer(
                endpoint, key, List.of(Wire.PROTOCOL, revision, Wire.SESSION, opened.header(Wire.SESSION)), false);
        peer.post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        return peer;
    }

    static Peer legacy(URI endpoint, String key) {
        return legacy(endpoint, key, "2025-11-25");
    }

    /** Asks with id 1 and the members of {@code params} as text. */
    Wire.Answer ask(String method, String members) {
        return ask("1", method, "", members);
    }

    Wire.Answer call(String tool, String arguments) {
        return ask("1", "tools/call", tool, "\"name\":" + quoted(tool) + ",\"arguments\":" + arguments);
    }

    /** @param name what the client mirrors in a header, empty for nothing */
    Wire.Answer ask(String id, String method, String name, String members) {
        return Wire.post(endpoint, request(id, method, members), headers(method, name));
    }

    /** A stream for changes of resources and of lists, whichever way this client has for it. */
    Listener listen(List<String> uris) {
        if (isModern) {
            var filter = "\"toolsListChanged\":true,\"promptsListChanged\":true,\"resourceSubscriptions\":["
                    + String.join(",", uris.stream().map(Peer::quoted).toList()) + "]";
            var body = request("\"listen-1\"", "subscriptions/listen", "\"notifications\":{" + filter + "}");
            return Listener.open(endpoint, headers("subscriptions/listen", ""), body);
        }
        uris.forEach(uri -> ask("resources/subscribe", "\"uri\":" + quoted(uri)));
        return Listener.open(endpoint, headers("", ""));
    }

    /** Any body with this client's headers. */
    Wire.Answer post(String body) {
        return Wire.post(endpoint, body, headers("", ""));
    }

    /** The text of a request. */
    String request(String id, String method, String members) {
        var separator = members.isEmpty() ? "" : ",";
        var params = isModern ? members + separator + META : members;
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":" + quoted(method) + ",\"params\":{" + params + "}}";
    }

    List<String> headers(String method, String name) {
        var all = new ArrayList<>(headers);
        all.addAll(List.of("Authorization", "Bearer " + key));
        if (isModern && !method.isEmpty()) {
            all.addAll(List.of("Mcp-Method", method));
        }
        if (isModern && !name.isEmpty()) {
            all.addAll(List.of("Mcp-Name", name));
        }
        return all;
    }

    private static String quoted(String text) {
        return Json.quoted(text);
    }
}
