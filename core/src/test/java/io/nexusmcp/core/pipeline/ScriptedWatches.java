package io.nexusmcp.core.pipeline;

import static io.nexusmcp.core.pipeline.TestPipeline.object;

import io.nexusmcp.core.policy.Permitted;
import io.nexusmcp.core.policy.ServerCall;
import io.nexusmcp.core.route.ResourceWatch;
import io.nexusmcp.core.route.ResourceWatches;
import io.nexusmcp.core.route.Route;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonText;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Servers that agree to be watched, unless a resource says otherwise by its name, and tell when a test does. */
final class ScriptedWatches implements ResourceWatches {
    private final List<Open> open = new CopyOnWriteArrayList<>();

    private record Open(String caller, String uri, Consumer<JsonObject> changed) {}

    @Override
    public ResourceWatch watch(
            Route route,
            ClientAbilities abilities,
            Permitted<ServerCall.ReadResource> resource,
            Consumer<JsonObject> changed) {
        var watch = new Open(route.partition(), resource.call().uri(), changed);
        open.add(watch);
        return new ResourceWatch() {
            @Override
            public State await(Duration patience) {
                return watch.uri().endsWith("refused")
                        ? State.REFUSED
                        : watch.uri().endsWith("silent") ? State.OPEN : State.AGREED;
            }

            @Override
            public void close() {
                open.remove(watch);
            }
        };
    }

    /** The resources that are watched, in the order in which that began. */
    List<String> uris() {
        return open.stream().map(Open::uri).toList();
    }

    /** The server tells that a resource changed to all who watch {@code watched}. */
    void change(String watched, String uri, String members) {
        var params = object("{\"uri\":" + JsonText.quote(uri) + members + "}");
        open.stream()
                .filter(watch -> watch.uri().equals(watched))
                .forEach(watch -> watch.changed().accept(params));
    }

    void change(String uri) {
        change(uri, uri, "");
    }
}
