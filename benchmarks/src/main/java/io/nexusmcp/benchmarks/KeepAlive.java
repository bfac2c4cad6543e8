package io.nexusmcp.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/** One connection that sends the same request again and again; as little work as can be. */
final class KeepAlive implements AutoCloseable {
    private static final byte[] OK = "HTTP/1.1 200".getBytes(US_ASCII);
    private static final String LENGTH = "\r\ncontent-length:";

    private final Socket socket;
    private final byte[] request;
    private final byte[] buffer = new byte[16 << 10];
    private int size;

    KeepAlive(int port, byte[] request) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        this.socket.setTcpNoDelay(true);
        this.socket.setSoTimeout(30_000);
        this.request = request;
    }

    /** Whether the answer was a result. */
    boolean call() throws IOException {
        socket.getOutputStream().write(request);
        size = 0;
        int head = awaitHead();
        int end = head + contentLength(head);
        if (end > buffer.length) {
            throw new IOException("the answer is larger than expected");
        }
        while (size < end) {
            fill();
        }
        return startsWith(OK) && indexOf("\"result\"", head, end) >= 0;
    }

    /** What was answered last, to show when it was not what was wanted. */
    String lastAnswer() {
        return new String(buffer, 0, size, UTF_8);
    }

    private void fill() throws IOException {
        int read = socket.getInputStream().read(buffer, size, buffer.length - size);
        if (read < 0) {
            throw new EOFException("the connection was closed after " + size + " bytes");
        }
        size += read;
    }

    private int awaitHead() throws IOException {
        int end;
        do {
            fill();
            end = indexOf("\r\n\r\n", 0, size);
        } while (end < 0);
        return end + 4;
    }

    private int contentLength(int head) throws IOException {
        int at = indexOfIgnoringCase(LENGTH, head);
        if (at < 0) {
            throw new IOException("an answer without Content-Length: " + lastAnswer());
        }
        int value = 0;
        for (int index = at + LENGTH.length(); buffer[index] != '\r'; index++) {
            value = buffer[index] == ' ' ? value : 10 * value + buffer[index] - '0';
        }
        return value;
    }

    private boolean startsWith(byte[] start) {
        for (int index = 0; index < start.length; index++) {
            if (buffer[index] != start[index]) {
                return false;
            }
        }
        return true;
    }

    private int indexOf(String text, int from, int to) {
        for (int at = from; at <= to - text.length(); at++) {
            int length = 0;
            while (length < text.length() && buffer[at + length] == text.charAt(length)) {
                length++;
            }
            if (length == text.length()) {
                return at;
            }
        }
        return -1;
    }

    private int indexOfIgnoringCase(String text, int to) {
        int at = indexOf(text, 0, to);
        return at >= 0
                ? at
                : new String(buffer, 0, to, US_ASCII).toLowerCase(Locale.ROOT).indexOf(text);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
