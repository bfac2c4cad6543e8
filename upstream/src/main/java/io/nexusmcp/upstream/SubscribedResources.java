package io.nexusmcp.upstream;

import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.protocol.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The resources that a legacy server was asked to tell of in one session. */
final class SubscribedResources {
    private final Set<String> subscribed = new HashSet<>();

    /** Asks for what is new and takes back what is not wanted any more; gives what the server refuses. */
    synchronized Set<String> adjust(Set<String> wanted, Function<Outgoing, UpstreamReply> send) {
        for (var uri : List.copyOf(subscribed)) {
            if (!wanted.contains(uri)) {
                var _ = send.apply(request("resources/unsubscribe", uri));
                subscribed.remove(uri);
            }
        }
        var refused = new HashSet<String>();
        for (var uri : wanted) {
            if (!subscribed.contains(uri)) {
                switch (send.apply(request("resources/subscribe", uri))) {
                    case UpstreamReply.Result _ -> subscribed.add(uri);
                    case UpstreamReply.Failure _ -> refused.add(uri);
                }
            }
        }
        return refused;
    }

    /** The server knows nothing of them any more. */
    synchronized void forget() {
        subscribed.clear();
    }

    private static Outgoing request(String method, String uri) {
        return Outgoing.plain(method, JsonObject.EMPTY.edit().set("uri", uri).object());
    }
}
