package io.nexusmcp.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** An answer that is a stream, read event by event as a client sees it. */
final class EventReader implements AutoCloseable {
    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;
    private String lastId = "";

    /** An event; texts are empty where it has none. */
    record Event(String id, String retry, String data) {
        boolean isPriming() {
            return data.isEmpty();
        }

        JsonNode json() {
            return Json.read(data);
        }
    }

    EventReader(HttpResponse<InputStream> response) {
        this.response = response;
        this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    int status() {
        return response.statusCode();
    }

    String type() {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    /** The id after which a client would go on. */
    String lastId() {
        return lastId;
    }

    /** The whole body of an answer that is no stream. */
    String body() {
        return String.join("\n", lines.lines().toList());
    }

    /** The next event, comments left out; empty at the end. */
    Optional<Event> next() {
        var id = "";
        var retry = "";
        var data = new ArrayList<String>();
        boolean isEvent = false;
        try {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                isEvent |= line.startsWith("id:") || line.startsWith("data:");
                if (line.startsWith("id: ")) {
                    id = line.substring("id: ".length());
                } else if (line.startsWith("retry: ")) {
                    retry = line.substring("retry: ".length());
                } else if (line.startsWith("data: ")) {
                    data.add(line.substring("data: ".length()));
                } else if (line.isEmpty() && isEvent) {
                    lastId = id.isEmpty() ? lastId : id;
                    return Optional.of(new Event(id, retry, String.join("\n", data)));
                }
            }
            return Optional.empty();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The next event that carries a message. */
    Optional<JsonNode> message() {
        var event = next();
        while (event.isPresent() && event.get().isPriming()) {
            event = next();
        }
        return event.map(Event::json);
    }

    /** All messages up to the end. */
    List<JsonNode> messages() {
        var all = new ArrayList<JsonNode>();
        for (var next = message(); next.isPresent(); next = message()) {
            all.add(next.get());
        }
        return all;
    }

    /** Closes the connection under it. */
    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
