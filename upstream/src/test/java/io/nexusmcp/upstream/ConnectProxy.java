package io.nexusmcp.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy that knows CONNECT only, asks for a password if told so, and leads every tunnel to one port of loopback. */
final class ConnectProxy implements AutoCloseable {
    private static final String ASK =
            String.join("\r\n", "HTTP/1.1 407 .", "Proxy-Authenticate: Basic realm=p", "Content-Length: 0", "", "");

    private final ServerSocket listener;
    private final int target;
    private final String authorization;
    private final List<String> tunnels = new CopyOnWriteArrayList<>();

    /** @param authorization the header value it wants; empty for none */
    ConnectProxy(int target, String authorization) {
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.target = target;
        this.authorization = authorization;
        Thread.ofPlatform().daemon().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** What it was asked to connect to. */
    List<String> tunnels() {
        return tunnels;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                Thread.ofPlatform().daemon().start(() -> serve(client));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            var in = client.getInputStream();
            var head = head(in);
            while (!authorization.isEmpty() && !head.contains("Proxy-Authorization: " + authorization)) {
                client.getOutputStream().write(ASK.getBytes(ISO_8859_1));
                head = head(in);
            }
            tunnels.add(head.getFirst());
            client.getOutputStream().write("HTTP/1.1 200 .\r\n\r\n".getBytes(ISO_8859_1));
            try (var server = new Socket(InetAddress.getLoopbackAddress(), target)) {
                var back = Thread.ofPlatform().daemon().start(() -> copy(server, client));
                copy(client, server);
                back.join();
            }
        } catch (IOException _) {
            // the tunnel has ended
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> head(InputStream in) throws IOException {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                if (line.isEmpty()) {
                    return lines;
                }
                lines.add(line.toString());
                line.setLength(0);
            } else if (c != '\r') {
                line.append((char) c);
            }
        }
        throw new IOException("the client left");
    }

    private static void copy(Socket from, Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            from.getInputStream().transferTo(out);
            to.shutdownOutput();
        } catch (IOException _) {
            // the other end is gone
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
