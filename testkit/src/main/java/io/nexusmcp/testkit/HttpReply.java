package io.nexusmcp.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The answer to one HTTP request, as a whole or as a stream of events. */
final class HttpReply {
    private final PushbackInputStream in;
    private final OutputStream out;
    private @Nullable Thread watcher;
    private volatile boolean peerGone;
    private boolean raw;

    HttpReply(PushbackInputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** Sends headers given as name, value, name, value. */
    void send(int status, String contentType, byte[] body, String... headers) throws IOException {
        var head = head(status, headers);
        if (body.length > 0) {
            head.append("Content-Type: ").append(contentType).append("\r\n");
        }
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        var whole = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        var bytes = Arrays.copyOf(whole, whole.length + body.length);
        System.arraycopy(body, 0, bytes, whole.length, body.length);
        out.write(bytes);
        out.flush();
    }

    void json(int status, JsonNode body, String... headers) throws IOException {
        send(status, "application/json", body.toString().getBytes(StandardCharsets.UTF_8), headers);
    }

    void empty(int status, String... headers) throws IOException {
        send(status, "", new byte[0], headers);
    }

    EventStream events(String... headers) throws IOException {
        var head = head(200, headers)
                .append("Content-Type: text/event-stream\r\nCache-Control: no-cache\r\nX-Accel-Buffering: no\r\n")
                .append("Transfer-Encoding: chunked\r\n\r\n");
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return new EventStream(out);
    }

    /** The bare connection, which cannot carry another request afterwards. */
    OutputStream raw() {
        raw = true;
        return out;
    }

    private static StringBuilder head(int status, String... headers) {
        var head = new StringBuilder("HTTP/1.1 ").append(status).append(" .\r\n");
        for (int i = 0; i + 1 < headers.length; i += 2) {
            head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        return head;
    }

    /** From now on runs {@code action} when the peer closes the connection. */
    void whenPeerLeaves(Runnable action) {
        watcher = Thread.ofVirtual().name("fixture-watch").start(() -> {
            try {
                int next = in.read();
                if (next >= 0) {
                    in.unread(next);
                    return;
                }
            } catch (IOException cut) {
                // A cut connection is a peer that left.
            }
            peerGone = true;
            action.run();
        });
    }

    /** Whether the connection can carry another request; waits until that is known. */
    boolean leavesConnection() {
        if (raw || watcher == null) {
            return !raw;
        }
        try {
            watcher.join();
            return !peerGone;
        } catch (InterruptedException cancelled) {
            return false;
        }
    }
}
