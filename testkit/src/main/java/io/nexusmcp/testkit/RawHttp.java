package io.nexusmcp.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A TCP connection that sends exactly the bytes it is given, right or wrong, and reads HTTP/1.1 answers. */
public final class RawHttp implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    private RawHttp(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** An answer; header names ignore case, and of equal names the last one stays. */
    public record Answer(int status, Map<String, String> headers, String body) {
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** A connection to a loopback port. */
    public static RawHttp connect(int port) {
        try {
            var socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            return new RawHttp(socket);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Sends, reads one answer, and closes. */
    public static Answer exchange(int port, String request) {
        try (var http = connect(port)) {
            return http.send(request).read();
        }
    }

    /** Sends text as Latin-1 bytes. */
    public RawHttp send(String text) {
        return send(text.getBytes(ISO_8859_1));
    }

    public RawHttp send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The next answer with its whole body. */
    public Answer read() {
        var head = readHead();
        return new Answer(head.status(), head.headers(), body(head));
    }

    /** The next answer up to its body, for those that stream. */
    public Answer readHead() {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (var line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return new Answer(status, headers, "");
    }

    /** One chunk of a chunked body; empty at its end. */
    public String readChunk() {
        int size = Integer.parseInt(line().strip(), 16);
        var chunk = bytes(size);
        line();
        return chunk;
    }

    /** Waits until the other side closes or resets the connection, dropping what it still sends. */
    public void awaitClose() {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (SocketTimeoutException open) {
            throw new IllegalStateException("the connection is still open", open);
        } catch (IOException reset) {
            // closed as well
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Closes so that the other side sees a reset. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        close();
    }

    private String body(Answer head) {
        if (head.header("Transfer-Encoding").toLowerCase(Locale.ROOT).contains("chunked")) {
            var body = new StringBuilder();
            for (var chunk = readChunk(); !chunk.isEmpty(); chunk = readChunk()) {
                body.append(chunk);
            }
            return body.toString();
        }
        var length = head.header("Content-Length");
        return length.isEmpty() ? "" : bytes(Integer.parseInt(length));
    }

    /** So many bytes, as Latin-1 text. */
    public String bytes(int size) {
        try {
            var bytes = in.readNBytes(size);
            if (bytes.length < size) {
                throw new EOFException("the answer ended early");
            }
            return new String(bytes, ISO_8859_1);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** One line without its end. */
    public String line() {
        try {
            var line = new ByteArrayOutputStream();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new EOFException("the connection ended");
                }
                line.write(next);
            }
            var text = line.toString(ISO_8859_1);
            return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
