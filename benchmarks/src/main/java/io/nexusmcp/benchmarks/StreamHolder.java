package io.nexusmcp.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;

/** Opens streams and holds them open, as a process of its own. */
public final class StreamHolder {
    static final String COUNT = "count";
    private static final int TIMEOUT_MILLIS = 30_000;

    private StreamHolder() {}

    /**
     * A line is a port, a number of streams and the file of the request that opens one, answered when all are open; or
     * {@link #COUNT}, answered with how many are open still.
     */
    public static void main(String[] args) throws Exception {
        var held = new ArrayList<Socket>();
        try (var in = new Scanner(System.in, UTF_8)) {
            while (in.hasNextLine()) {
                var order = in.nextLine();
                if (order.equals(COUNT)) {
                    System.out.println(stillOpen(held));
                    continue;
                }
                try (var line = new Scanner(order)) {
                    open(line.nextInt(), line.nextInt(), Path.of(line.nextLine().strip()), held);
                }
                System.out.println(held.size());
            }
        }
    }

    private static int stillOpen(List<Socket> held) throws IOException {
        int open = 0;
        var buffer = new byte[1 << 10];
        for (var socket : held) {
            socket.setSoTimeout(1);
            open += isOpen(socket, buffer) ? 1 : 0;
        }
        return open;
    }

    /** Reads the heartbeats that came meanwhile; one without an end is open. */
    private static boolean isOpen(Socket socket, byte[] buffer) throws IOException {
        try {
            while (socket.getInputStream().read(buffer) >= 0) {
                // a heartbeat
            }
            return false;
        } catch (SocketTimeoutException _) {
            return true;
        }
    }

    private static void open(int port, int count, Path request, List<Socket> held) throws IOException {
        var bytes = Files.readAllBytes(request);
        for (int opened = 0; opened < count; opened++) {
            var socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(bytes);
            awaitStream(socket);
            held.add(socket);
        }
    }

    /** Returns when the head of an event stream is there. */
    private static void awaitStream(Socket socket) throws IOException {
        var head = new StringBuilder();
        var buffer = new byte[1 << 10];
        while (head.indexOf("\r\n\r\n") < 0) {
            int count = socket.getInputStream().read(buffer);
            if (count < 0) {
                throw new EOFException("closed after: " + head);
            }
            head.append(new String(buffer, 0, count, ISO_8859_1));
        }
        if (!head.toString().startsWith("HTTP/1.1 200") || head.indexOf("text/event-stream") < 0) {
            throw new IOException("no stream: " + head);
        }
    }
}
