package io.nexusmcp.adminplane;

import io.nexusmcp.core.Health;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.List;
import java.util.function.Supplier;

/** Whether the hub lives, and whether it will serve calls. */
final class Probes {
    private static final int UNAVAILABLE = 503;
    private final Supplier<List<Health>> health;

    Probes(Supplier<List<Health>> health) {
        this.health = health;
    }

    Answer live() {
        return Answer.json(Json.object().set("status", "live")).recorded();
    }

    /** 200 only when every component that calls need is up. */
    Answer ready() {
        boolean isReady = isReady(health.get());
        return Answer.json(status(isReady), Json.object().set("status", isReady ? "ready" : "not ready"))
                .recorded();
    }

    Answer details() {
        var components = health.get();
        boolean isReady = isReady(components);
        return Answer.json(
                status(isReady),
                Json.object()
                        .set("status", isReady ? "ready" : "not ready")
                        .set(
                                "components",
                                Json.list(components.stream()
                                        .map(Probes::component)
                                        .toList())));
    }

    private static boolean isReady(List<Health> components) {
        return components.stream().allMatch(component -> component.isUp() || !component.required());
    }

    private static int status(boolean isReady) {
        return isReady ? 200 : UNAVAILABLE;
    }

    private static JsonSlice component(Health component) {
        return Json.object()
                .set("component", component.component())
                .set("up", Json.truth(component.isUp()))
                .set("required", Json.truth(component.required()))
                .set("detail", component.detail())
                .slice();
    }
}
