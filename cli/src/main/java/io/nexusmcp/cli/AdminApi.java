package io.nexusmcp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Asks one hub; every no becomes a {@link CliProblem} that says why. */
final class AdminApi implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final int MULTIPLE_CHOICES = 300;

    private final URI url;
    private final String key;
    private final HttpClient client;

    AdminApi(URI url, String key) {
        this.url = url;
        this.key = key;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    JsonNode get(String path, Map<String, String> query) {
        var parameters = query.entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
        return checked(send(request(parameters.isEmpty() ? path : path + "?" + parameters)));
    }

    JsonNode get(String path) {
        return get(path, Map.of());
    }

    JsonNode post(String path, String json) {
        return checked(send(
                request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json, UTF_8))));
    }

    JsonNode delete(String path) {
        return checked(send(request(path).DELETE()));
    }

    /** The answer whatever its status, for states that are no failure of the command. */
    Answer look(String path) {
        var response = send(request(path));
        return new Answer(response.statusCode(), body(response));
    }

    record Answer(int status, JsonNode body) {}

    URI url() {
        return url;
    }

    /** One segment of a path. */
    static String segment(String text) {
        return encoded(text).replace("+", "%20");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private HttpRequest.Builder request(String path) {
        var base = url.toString().replaceAll("/+$", "");
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + key);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString(UTF_8));
        } catch (HttpTimeoutException _) {
            throw unreachable("does not answer in time");
        } catch (IOException _) {
            throw unreachable("cannot be reached");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw unreachable("was not waited for");
        }
    }

    private CliProblem unreachable(String how) {
        return new CliProblem(
                ExitCode.UNREACHABLE,
                "The hub at " + url + " " + how + ".",
                "Is it running? Start it with: nexus serve. Another one: --url URL or --data DIR.");
    }

    private static JsonNode checked(HttpResponse<String> response) {
        var body = body(response);
        int status = response.statusCode();
        if (status < MULTIPLE_CHOICES) {
            return body;
        }
        var error = body.path("error");
        var message = Json.cell(error.path("message"));
        throw new CliProblem(
                status == 401 || status == 403 ? ExitCode.NOT_AUTHORIZED : ExitCode.FAILED,
                message.isEmpty() ? "The hub answered with status " + status + "." : message,
                Json.cell(error.path("hint")));
    }

    private static JsonNode body(HttpResponse<String> response) {
        try {
            return Json.parse(response.body());
        } catch (JacksonException _) {
            throw new CliProblem(
                    ExitCode.FAILED,
                    "What answered is not the admin API of a hub (status " + response.statusCode() + ").",
                    "Check the address; the admin API is usually on port 3001.");
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
