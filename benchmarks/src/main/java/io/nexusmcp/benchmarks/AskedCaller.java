package io.nexusmcp.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A client that is asked one question in each call, in the way of its era: the answer goes on a second connection while
 * the stream of the call is open, or with the state in a second call.
 */
final class AskedCaller implements AutoCloseable {
    private static final Pattern STATE = Pattern.compile("\"requestState\":\"([^\"]+)\"");
    private static final Pattern QUESTION =
            Pattern.compile("\"id\":(\"[^\"]+\"|\\d+),\"method\":\"elicitation/create\"");
    private static final Pattern KEY = Pattern.compile("\"inputRequests\":\\{\"([^\"]+)\"");
    private static final Pattern LENGTH = Pattern.compile("content-length: *(\\d+)");
    private static final int TIMEOUT_MILLIS = 30_000;

    private final Line line;
    private final Line aside;
    private final String call;
    private final String answer;

    AskedCaller(int port, String call, String answer) throws IOException {
        this.line = new Line(port);
        this.aside = new Line(port);
        this.call = call;
        this.answer = answer;
    }

    void call() throws IOException {
        var head = line.ask(call);
        if (!head.contains("chunked")) {
            var again = line.ask(filled(line.body(head)));
            require(line.body(again), "\"content\"");
            return;
        }
        var last = "";
        for (var chunk = line.chunk(); !chunk.isEmpty(); chunk = line.chunk()) {
            var question = QUESTION.matcher(chunk);
            if (question.find()) {
                aside.body(aside.ask(HttpText.withLength(answer.replace(QuestionLoad.HOLE, question.group(1)))));
            }
            last = chunk;
        }
        require(last, "\"content\"");
    }

    private String filled(String body) throws IOException {
        var state = STATE.matcher(body);
        var key = KEY.matcher(body);
        if (!state.find() || !key.find()) {
            throw new IOException("no question: " + body);
        }
        var responses = "\"inputResponses\":{\"" + key.group(1)
                + "\":{\"action\":\"accept\",\"content\":{\"ok\":true}}},\"requestState\":\"" + state.group(1) + "\"";
        return HttpText.withLength(answer.replace(QuestionLoad.HOLE, responses));
    }

    private static void require(String text, String part) throws IOException {
        if (!text.contains(part)) {
            throw new IOException("no answer: " + text);
        }
    }

    @Override
    public void close() throws IOException {
        line.close();
        aside.close();
    }

    /** One connection at a time, opened again where the hub has closed it. */
    private static final class Line implements AutoCloseable {
        private final int port;
        private Socket socket;
        private InputStream in;

        Line(int port) throws IOException {
            this.port = port;
            this.socket = connected(port);
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        private static Socket connected(int port) throws IOException {
            var socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            return socket;
        }

        /** The head of the answer, in lower case. */
        String ask(String request) throws IOException {
            try {
                return sent(request);
            } catch (EOFException | SocketException closed) {
                close();
                socket = connected(port);
                in = new BufferedInputStream(socket.getInputStream());
                return sent(request);
            }
        }

        private String sent(String request) throws IOException {
            socket.getOutputStream().write(request.getBytes(UTF_8));
            var head = new StringBuilder();
            for (var line = text(); !line.isEmpty(); line = text()) {
                head.append(line.toLowerCase(Locale.ROOT)).append('\n');
            }
            return head.toString();
        }

        private String text() throws IOException {
            var line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new EOFException("closed after: " + line);
                }
                line.append((char) next);
            }
            return line.toString().stripTrailing();
        }

        String body(String head) throws IOException {
            var length = LENGTH.matcher(head);
            return length.find() ? new String(in.readNBytes(Integer.parseInt(length.group(1))), UTF_8) : "";
        }

        /** The end of a chunk comes with the one after it, so it is not waited for. */
        String chunk() throws IOException {
            var size = text();
            int length = Integer.parseInt(size.isEmpty() ? text() : size, 16);
            var chunk = new String(in.readNBytes(length), UTF_8);
            if (length == 0) {
                text();
            }
            return chunk;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
