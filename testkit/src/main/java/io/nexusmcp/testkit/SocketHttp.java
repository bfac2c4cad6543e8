package io.nexusmcp.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An HTTP/1.1 listener on plain sockets, where a test decides over every byte that is sent. */
final class SocketHttp implements AutoCloseable {
    interface Handler {
        void handle(HttpRequest request, HttpReply reply) throws IOException;
    }

    private final ServerSocket listener;
    private final Handler handler;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    private SocketHttp(ServerSocket listener, Handler handler) {
        this.listener = listener;
        this.handler = handler;
    }

    static ServerSocket loopback(int port) {
        try {
            return new ServerSocket(port, 200, InetAddress.getLoopbackAddress());
        } catch (IOException taken) {
            throw new UncheckedIOException("cannot listen on port " + port, taken);
        }
    }

    static SocketHttp start(ServerSocket listener, Handler handler) {
        var http = new SocketHttp(listener, handler);
        Thread.ofVirtual().name("fixture-accept").start(http::accept);
        return http;
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                connections.add(socket);
                Thread.ofVirtual().name("fixture-connection").start(() -> converse(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new PushbackInputStream(new BufferedInputStream(socket.getInputStream()));
            var request = HttpRequest.read(in);
            while (request.isPresent()) {
                var reply = new HttpReply(in, socket.getOutputStream());
                handler.handle(request.get(), reply);
                request = reply.leavesConnection() ? HttpRequest.read(in) : Optional.empty();
            }
        } catch (IOException gone) {
            // The peer hung up or spoke no HTTP; either way the connection is over.
        } finally {
            connections.remove(socket);
        }
    }

    /** Stops listening and cuts every connection. */
    @Override
    public void close() {
        try {
            listener.close();
            for (var socket : connections) {
                socket.close();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
