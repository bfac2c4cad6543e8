package io.nexusmcp.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.testkit.RawHttp;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** A WebSocket client that sends exactly the frames it is told, right or wrong. */
final class RawWebSocket implements ConnectedClient {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private final RawHttp http;
    private final RawHttp.Answer upgraded;

    private RawWebSocket(RawHttp http, RawHttp.Answer upgraded) {
        this.http = http;
        this.upgraded = upgraded;
    }

    /** One frame as it came, its bytes as Latin-1 text. */
    record Frame(int opcode, String payload) {
        String text() {
            return new String(bytes(), UTF_8);
        }

        byte[] bytes() {
            return payload.getBytes(ISO_8859_1);
        }

        /** Of a closing frame. */
        int code() {
            return payload.length() < 2 ? 1005 : payload.charAt(0) << 8 | payload.charAt(1);
        }
    }

    /** Asks for an upgrade with these headers besides the usual ones; the answer may be no. */
    static RawWebSocket open(int port, String path, List<String> headers) {
        var http = RawHttp.connect(port);
        var request = new StringBuilder("GET ").append(path).append(" HTTP/1.1\r\n");
        if (headers.stream().noneMatch(line -> line.startsWith("Host:"))) {
            request.append("Host: localhost:").append(port).append("\r\n");
        }
        request.append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n")
                .append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        if (headers.stream().noneMatch(line -> line.startsWith("Sec-WebSocket-Protocol:"))) {
            request.append("Sec-WebSocket-Protocol: mcp\r\n");
        }
        headers.forEach(line -> request.append(line).append("\r\n"));
        http.send(request.append("\r\n").toString());
        return new RawWebSocket(http, http.readHead());
    }

    RawHttp.Answer upgraded() {
        return upgraded;
    }

    @Override
    public void send(String message) {
        frame(true, TEXT, message.getBytes(UTF_8));
    }

    RawWebSocket frame(boolean isLast, int opcode, byte[] payload) {
        http.send(bytes(isLast, opcode, payload));
        return this;
    }

    /** Masked with zeros, which changes nothing and is as good as any mask here. */
    static byte[] bytes(boolean isLast, int opcode, byte[] payload) {
        var frame = new ByteArrayOutputStream();
        frame.write((isLast ? 0x80 : 0) | opcode);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 65_536) {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    /** The bytes as they are. */
    RawWebSocket raw(byte[] bytes) {
        http.send(bytes);
        return this;
    }

    Frame read() {
        int first = http.bytes(1).charAt(0);
        int length = http.bytes(1).charAt(0);
        if (length == 126) {
            var bytes = http.bytes(2);
            length = bytes.charAt(0) << 8 | bytes.charAt(1);
        } else if (length == 127) {
            var bytes = http.bytes(8);
            length = 0;
            for (int at = 0; at < bytes.length(); at++) {
                length = length << 8 | bytes.charAt(at);
            }
        }
        return new Frame(first & 0x0F, http.bytes(length));
    }

    /** The next message; pings are answered. */
    JsonNode message() {
        while (true) {
            var frame = read();
            switch (frame.opcode()) {
                case TEXT -> {
                    return Json.read(frame.text());
                }
                case PING -> frame(true, PONG, frame.bytes());
                case CLOSE -> throw new AssertionError("closed with " + frame.code());
                default -> throw new AssertionError("a frame of kind " + frame.opcode());
            }
        }
    }

    @Override
    public JsonNode next(Predicate<JsonNode> wanted) {
        while (true) {
            var message = message();
            if (wanted.test(message)) {
                return message;
            }
        }
    }

    /** The code of the closing frame that comes at last. */
    int closed() {
        while (true) {
            var frame = read();
            if (frame.opcode() == CLOSE) {
                return frame.code();
            }
        }
    }

    void awaitClose() {
        http.awaitClose();
    }

    @Override
    public void close() {
        http.close();
    }
}
