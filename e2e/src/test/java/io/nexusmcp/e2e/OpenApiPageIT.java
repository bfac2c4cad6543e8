package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.ApiServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/openapi.md does what the page says, with the files and the web server that it names. */
class OpenApiPageIT {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");

    private static List<String> blocks(String language) throws IOException {
        return BLOCK.matcher(Files.readString(Path.of("../docs/openapi.md")))
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2).strip())
                .toList();
    }

    @Test
    void example_worksAsPrinted(@TempDir Path folder) throws IOException {
        int port = freePort();
        var web = web(folder, port);
        try (var hub = HubProcess.start(setup(folder, port), folder).awaitServer("books")) {
            var peer = Peer.modern(hub.mcp("books"), hub.adminKey());
            var tool = peer.ask("tools/list", "")
                    .json()
                    .path("result")
                    .path("tools")
                    .path(0);
            assertThat(tool).isEqualTo(Json.read(blocks("json").getFirst()));
            var book = peer.call("getBook", "{\"title\":\"dune\",\"edition\":\"first\"}")
                    .json()
                    .path("result");
            assertThat(book.path("structuredContent"))
                    .isEqualTo(Json.read(blocks("json").get(1)));
            assertThat(Json.read(book.path("content").path(0).path("text").stringValue()))
                    .isEqualTo(book.path("structuredContent"));
            var refused = peer.call("getBook", "{\"title\":\"../dune\"}").json().path("result");
            assertThat(refused.path("content").path(0).path("text").stringValue())
                    .isEqualTo(blocks("text").getLast());
        } finally {
            web.destroyForcibly();
        }
    }

    @Test
    void credential_isSentAsThePictureShows(@TempDir Path folder) throws IOException {
        try (var api = ApiServer.start();
                var hub = HubProcess.start(setup(folder, api.port()), folder).awaitServer("books")) {
            api.answer("/books/dune.json", 200, "application/json", "{\"title\":\"Dune\",\"year\":1965}");
            Peer.modern(hub.mcp("books"), hub.adminKey()).call("getBook", "{\"title\":\"dune\",\"edition\":\"first\"}");
            assertThat(api.last().target()).isEqualTo("/books/dune.json?edition=first");
            assertThat(api.last().headers()).containsEntry("X-Shop-Key", List.of("an-example-key"));
        }
    }

    private static HubSetup setup(Path folder, int port) throws IOException {
        Files.writeString(folder.resolve("books.yaml"), blocks("yml").getFirst());
        var printed = blocks("jsonc").getFirst().replace("localhost:8089", "localhost:" + port);
        return new HubSetup().variable("SHOP_KEY", "an-example-key").with(printed);
    }

    private static Process web(Path folder, int port) throws IOException {
        var typed = blocks("sh")
                .getFirst()
                .replace("8089", Integer.toString(port))
                .replace("jwebserver", "exec jwebserver");
        var builder = new ProcessBuilder("sh", "-c", typed)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("web.log").toFile());
        builder.environment()
                .merge(
                        "PATH",
                        Path.of(System.getProperty("java.home"), "bin").toString(),
                        (old, own) -> own + ":" + old);
        var process = builder.start();
        await().ignoreExceptionsInstanceOf(ConnectException.class).until(() -> {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            }
        });
        return process;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
