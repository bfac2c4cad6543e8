package io.nexusmcp.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.AnswerBudget;
import io.nexusmcp.core.ServerName;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server, or a child, that says unasked what a test wants on each connection, and then nothing more. */
final class Unfinished implements AutoCloseable {
    private static final int FRAME = 50_001;

    private final ServerSocket listener;
    private final Script script;
    private final AtomicInteger ended = new AtomicInteger();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /** @param hasEnd whether each message is one, or only the beginning of one */
    record Script(String message, int times, boolean hasEnd) {
        private void speakLines(OutputStream out) throws IOException {
            for (int i = 0; i < times; i++) {
                out.write((message + (hasEnd ? "\n" : "")).getBytes(UTF_8));
            }
            out.flush();
        }

        private void speakEvents(OutputStream out) throws IOException {
            for (int i = 0; i < times; i++) {
                out.write(("data: " + message + (hasEnd ? "\n\n" : "")).getBytes(UTF_8));
            }
            out.flush();
        }

        /** In frames that end anywhere, also within a character. */
        private void speakFrames(OutputStream out) throws IOException {
            var bytes = message.getBytes(UTF_8);
            for (int i = 0; i < times; i++) {
                for (int at = 0; at < bytes.length; at += FRAME) {
                    int length = Math.min(FRAME, bytes.length - at);
                    boolean isLast = hasEnd && at + length == bytes.length;
                    out.write((isLast ? 0x80 : 0) | (at == 0 ? 1 : 0));
                    out.write(
                            length < 126
                                    ? new byte[] {(byte) length}
                                    : new byte[] {126, (byte) (length >> 8), (byte) length});
                    out.write(bytes, at, length);
                }
            }
            out.flush();
        }
    }

    Unfinished(Script script) {
        this.script = script;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().start(this::accept);
    }

    /** For tests of something else. */
    static Arrivals arrivals() {
        return new Arrivals(
                new ServerName("fix"), new AnswerBudget(10_000_000), new Watch(() -> {}), Duration.ofMinutes(1));
    }

    /** As a child: {@code message times hasEnd}, where the message may be a number of letters. */
    public static void main(String[] args) throws IOException {
        var message = args[0].matches("[0-9]+") ? "x".repeat(Integer.parseInt(args[0])) : args[0];
        new Script(
                        message.replace("EMOJI", "\uD83D\uDE00".repeat(200_000)),
                        Integer.parseInt(args[1]),
                        args[2].equals("true"))
                .speakLines(new BufferedOutputStream(System.out));
        awaitEnd(System.in);
    }

    private static void awaitEnd(InputStream in) throws IOException {
        while (in.read() >= 0) {
            // it does not listen
        }
    }

    URI uri(String scheme) {
        return URI.create(scheme + "://localhost:" + listener.getLocalPort() + "/mcp");
    }

    /** Connections that the other end has ended. */
    int ended() {
        return ended.get();
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
        try (socket) {
            var in = new DataInputStream(socket.getInputStream());
            var out = new BufferedOutputStream(socket.getOutputStream());
            var head = head(in);
            if (head.contains("Sec-WebSocket-Key")) {
                out.write(upgraded(head).getBytes(ISO_8859_1));
                script.speakFrames(out);
            } else {
                out.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n".getBytes(ISO_8859_1));
                if (head.startsWith("GET /sse")) {
                    out.write("event: endpoint\ndata: /messages\n\n".getBytes(ISO_8859_1));
                }
                script.speakEvents(out);
            }
            awaitEnd(in);
        } catch (IOException _) {
            // the end of the connection while it was written to
        }
        ended.incrementAndGet();
    }

    private static String head(DataInputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    static String upgraded(String head) {
        var key = head.replaceFirst("(?is).*sec-websocket-key: *([^\r]*)\r.*", "$1");
        try {
            var digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1));
            return "HTTP/1.1 101 .\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: mcp\r\n"
                    + "Sec-WebSocket-Accept: "
                    + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (var socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
