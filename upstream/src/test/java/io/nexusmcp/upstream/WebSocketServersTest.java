package io.nexusmcp.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.core.Secret;
import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.testkit.Certificates;
import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers behind WebSocket, as they should be and otherwise. */
@Timeout(120)
class WebSocketServersTest {
    private static final String HOST = "mcp.upstream.example";
    private static final Pattern ID = Pattern.compile("\"id\":([0-9]+)");
    private static final String MODERN =
            "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"supportedVersions\":[\"2026-07-28\"],"
                    + "\"capabilities\":{\"tools\":{}}}}";
    private static final String TOOLS = "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"tools\":[]}}";
    private static final String DONE =
            "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}}";

    @TempDir
    Path folder;

    /** A server that answers each message with the frames a test says. */
    private static final class Sockets implements AutoCloseable {
        private final ServerSocket listener;
        private final Function<String, byte[]> answers;
        private final List<String> heads = new CopyOnWriteArrayList<>();
        private final List<String> messages = new CopyOnWriteArrayList<>();
        private final List<Socket> open = new CopyOnWriteArrayList<>();

        Sockets(ServerSocket listener, Function<String, byte[]> answers) {
            this.listener = listener;
            this.answers = answers;
            Thread.ofPlatform().daemon().start(this::accept);
        }

        static Sockets plain(Function<String, byte[]> answers) {
            try {
                return new Sockets(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answers);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void accept() {
            while (!listener.isClosed()) {
                try {
                    var socket = listener.accept();
                    open.add(socket);
                    Thread.ofVirtual().start(() -> serve(socket));
                } catch (IOException _) {
                    return;
                }
            }
        }

        private void serve(Socket socket) {
            try (socket;
                    var in = new DataInputStream(socket.getInputStream())) {
                var head = head(in);
                heads.add(head);
                socket.getOutputStream().write(Unfinished.upgraded(head).getBytes(ISO_8859_1));
                for (var message = message(in); !message.isEmpty(); message = message(in)) {
                    messages.add(message);
                    socket.getOutputStream().write(answers.apply(message));
                    socket.getOutputStream().flush();
                }
            } catch (IOException _) {
                // the hub has left
            }
        }

        private static String head(DataInputStream in) throws IOException {
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readUnsignedByte());
            }
            return head.toString();
        }

        /** The next text message; empty at a closing frame. */
        private static String message(DataInputStream in) throws IOException {
            while (true) {
                int opcode = in.readUnsignedByte() & 0x0F;
                int length = in.readUnsignedByte() & 0x7F;
                length = length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length;
                var mask = in.readNBytes(4);
                var payload = in.readNBytes(length);
                for (int at = 0; at < length; at++) {
                    payload[at] ^= mask[at % 4];
                }
                if (opcode == 8) {
                    return "";
                }
                if (opcode == 1) {
                    return new String(payload, UTF_8);
                }
            }
        }

        URI uri(String scheme, String host) {
            return URI.create(scheme + "://" + host + ":" + listener.getLocalPort() + "/ws");
        }

        void hangUp() {
            for (var socket : open) {
                try {
                    socket.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        @Override
        public void close() {
            hangUp();
            try {
                listener.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static byte[] frame(int first, byte[] payload) {
        var frame = new ByteArrayOutputStream();
        frame.write(first);
        if (payload.length < 126) {
            frame.write(payload.length);
        } else {
            frame.write(126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        }
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    private static byte[] text(String message) {
        return frame(0x81, message.getBytes(UTF_8));
    }

    /** A modern server whose tool calls are answered with these bytes. */
    private static Function<String, byte[]> modern(byte[] toCalls) {
        return message -> {
            var id = ID.matcher(message);
            var number = id.find() ? id.group(1) : "0";
            if (message.contains("tools/call")) {
                return toCalls.length > 0 ? toCalls : text(DONE.replace("ID", number));
            }
            return message.contains("server/discover")
                    ? text(MODERN.replace("ID", number))
                    : message.contains("tools/list") ? text(TOOLS.replace("ID", number)) : new byte[0];
        };
    }

    private static ServerSpec spec(URI url, Map<String, Secret> headers, Optional<Path> authorities) {
        return Servers.spec("fix", new ServerSpec.WebSocket(new ServerSpec.Http(url, headers, authorities)));
    }

    @Test
    void server_isFoundOutAndCalledWithTheConfiguredHeaders() {
        try (var sockets = Sockets.plain(modern(new byte[0]));
                var servers = new Servers()
                        .up(spec(
                                sockets.uri("ws", "localhost"),
                                Map.of("Authorization", new Secret("Bearer upstream")),
                                Optional.empty()))) {
            assertThat(servers.callText("fix", "p", "any", "{}")).contains("done");
            assertThat(sockets.heads)
                    .isNotEmpty()
                    .allSatisfy(head ->
                            assertThat(head).contains("Authorization: Bearer upstream", "Sec-WebSocket-Protocol: mcp"));
            assertThat(sockets.messages).noneMatch(message -> message.contains("Bearer"));
        }
    }

    @Test
    void callers_neverShareAConnection() {
        try (var sockets = Sockets.plain(modern(new byte[0]));
                var servers = new Servers().up(spec(sockets.uri("ws", "localhost"), Map.of(), Optional.empty()))) {
            servers.callText("fix", "ann", "any", "{}");
            int before = sockets.heads.size();
            servers.callText("fix", "ann", "any", "{}");
            assertThat(sockets.heads).hasSize(before);
            servers.callText("fix", "bob", "any", "{}");
            assertThat(sockets.heads).hasSize(before + 1);
        }
    }

    @Test
    void lostConnection_takesTheServerDownAndItComesBack() {
        try (var sockets = Sockets.plain(modern(new byte[0]));
                var servers = new Servers().up(spec(sockets.uri("ws", "localhost"), Map.of(), Optional.empty()))) {
            sockets.hangUp();
            await().atMost(Servers.PATIENCE).until(() -> servers.history().size() > 2);
            servers.awaitUp("fix");
            assertThat(servers.callText("fix", "p", "any", "{}")).contains("done");
        }
    }

    /** What belongs to no message of the protocol ends the connection and fails the call, and nothing more. */
    @ParameterizedTest
    @ValueSource(strings = {"binary", "broken", "parts", "close"})
    void brokenAnswers_failTheCallAndTheNextIsServed(String how) {
        var parts = new ByteArrayOutputStream();
        parts.writeBytes(frame(0x01, "[".getBytes(UTF_8)));
        for (int part = 0; part < 3_000; part++) {
            parts.writeBytes(frame(0x00, new byte[0]));
        }
        var answer = switch (how) {
            case "binary" -> frame(0x82, new byte[] {1, 2, 3});
            case "broken" -> frame(0x81, new byte[] {(byte) 0xC0, (byte) 0xAF});
            case "parts" -> parts.toByteArray();
            default -> frame(0x88, new byte[] {3, (byte) 0xF3});
        };
        try (var sockets = Sockets.plain(modern(answer));
                var servers = new Servers().up(spec(sockets.uri("ws", "localhost"), Map.of(), Optional.empty()))) {
            assertThat(servers.failure("fix", "any")).isNotEmpty();
            assertThat(servers.status("fix").state().name()).isEqualTo("UP");
        }
    }

    @Test
    void messageThatIsTooLarge_failsTheCall() {
        var huge = new ByteArrayOutputStream();
        huge.writeBytes(frame(0x01, new byte[0]));
        for (int part = 0; part < 40; part++) {
            huge.writeBytes(frame(0x00, "x".repeat(60_000).getBytes(UTF_8)));
        }
        try (var sockets = Sockets.plain(modern(huge.toByteArray()));
                var servers = new Servers().up(spec(sockets.uri("ws", "localhost"), Map.of(), Optional.empty()))) {
            assertThat(servers.failure("fix", "any")).contains("too large");
        }
    }

    @Test
    void certificate_isCheckedAgainstTheConfiguredAuthorities() {
        var certificates = new Certificates(folder);
        try (var sockets = new Sockets(certificates.listener("localhost", "-1H", 2), modern(new byte[0]));
                var servers = new Servers()) {
            servers.up(spec(sockets.uri("wss", "localhost"), Map.of(), Optional.of(certificates.bundle())));
            assertThat(servers.callText("fix", "p", "any", "{}")).contains("done");
        }
        try (var sockets = new Sockets(certificates.listener("localhost", "-1H", 2), modern(new byte[0]));
                var servers = new Servers()) {
            servers.upstream().apply(List.of(spec(sockets.uri("wss", "localhost"), Map.of(), Optional.empty())));
            servers.awaitDown("fix");
            assertThat(servers.status("fix").lastError())
                    .hasValueSatisfying(why -> assertThat(why).contains("TLS failed"));
            assertThat(sockets.messages).isEmpty();
        }
    }

    @Test
    void proxyOfTheEnvironment_carriesTheTunnelAndAloneGetsItsPassword() {
        var certificates = new Certificates(folder);
        try (var sockets = new Sockets(certificates.listener(HOST, "-1H", 2), modern(new byte[0]));
                var proxy = new ConnectProxy(sockets.listener.getLocalPort(), "Basic YW5uOnAlMQ==");
                var servers = new Servers(
                        Servers.LIMITS, Map.of("HTTPS_PROXY", "http://ann:p%251@127.0.0.1:" + proxy.port()))) {
            servers.up(spec(URI.create("wss://" + HOST + "/ws"), Map.of(), Optional.of(certificates.bundle())));
            assertThat(servers.callText("fix", "p", "any", "{}")).contains("done");
            assertThat(proxy.tunnels()).contains("CONNECT " + HOST + ":443 HTTP/1.1");
            assertThat(sockets.heads).isNotEmpty().noneMatch(head -> head.contains("YW5uOnAlMQ"));
        }
    }

    @Test
    void serverThatRefusesTheUpgrade_isDown() {
        try (var fixture = HttpFixture.start(Era.MODERN, 0);
                var servers = new Servers()) {
            servers.upstream()
                    .apply(List.of(spec(
                            URI.create(fixture.uri().toString().replace("http:", "ws:")), Map.of(), Optional.empty())));
            servers.awaitDown("fix");
            assertThat(servers.status("fix").lastError())
                    .hasValueSatisfying(why -> assertThat(why).contains("HTTP 405"));
        }
    }
}
