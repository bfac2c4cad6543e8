package io.nexusmcp.e2e;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whoever holds the admin key of a hub. */
record Operator(HubProcess hub) {
    /** A key as it was made. */
    record Key(String id, String secret) {}

    Key user(String name, String... permissions) {
        return key(Json.object().put("name", name), permissions);
    }

    Key agent(String name, String... permissions) {
        return key(Json.object().put("name", name).put("kind", "agent"), permissions);
    }

    Key key(ObjectNode wanted, String... permissions) {
        var list = wanted.putArray("permissions");
        List.of(permissions).forEach(list::add);
        var made = send("POST", "/api/v1/keys", wanted.toString());
        return new Key(
                made.path("key").path("id").stringValue(), made.path("secret").stringValue());
    }

    void revoke(Key key) {
        send("DELETE", "/api/v1/keys/" + key.id(), "");
    }

    /** All keys there are, without their secrets. */
    List<JsonNode> keys() {
        return List.copyOf(send("GET", "/api/v1/keys", "").path("keys").values());
    }

    /** The status that somebody else gets. */
    int status(Key key, String method, String path, String body) {
        return exchange(key.secret(), method, path, body).status();
    }

    private Wire.Answer exchange(String secret, String method, String path, String body) {
        return Wire.exchange(HttpRequest.newBuilder(hub.admin(path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + secret)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build());
    }

    /** A number on the page for Prometheus, added up over its labels. */
    double metric(String name) {
        return exchange(hub.adminKey(), "GET", "/metrics", "")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    JsonNode send(String method, String path, String body) {
        var answer = exchange(hub.adminKey(), method, path, body);
        if (answer.status() >= 300) {
            throw new AssertionError(method + " " + path + ": " + answer.status() + " " + answer.body());
        }
        return Json.read(answer.body());
    }
}
