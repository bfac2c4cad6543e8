package io.nexusmcp.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** nginx as a plain proxy, which checks nothing. */
final class Nginx implements AutoCloseable {
    private static final List<Path> PLACES =
            List.of(Path.of("/usr/sbin/nginx"), Path.of("/usr/bin/nginx"), Path.of("/usr/local/bin/nginx"));
    private static final int TRIES = 500;

    private final Child child;
    private final int port;

    private Nginx(Child child, int port) {
        this.child = child;
        this.port = port;
    }

    /** Empty where nginx is not installed. */
    static Optional<Nginx> start(Workplace place, int upstream) {
        return PLACES.stream().filter(Files::isExecutable).findFirst().map(program -> start(program, place, upstream));
    }

    private static Nginx start(Path program, Workplace place, int upstream) {
        try {
            int port = freePort();
            var config = place.file("nginx.conf", config(port, upstream));
            var folder = Files.createDirectories(place.folder().resolve("nginx"));
            var command = List.of(program.toString(), "-p", folder.toString(), "-c", config.toString());
            var nginx = new Nginx(Child.start(command, place.log("nginx")), port);
            nginx.awaitListening();
            return nginx;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String config(int port, int upstream) {
        return """
            daemon off;
            user root;
            worker_processes 2;
            pid nginx.pid;
            error_log stderr error;
            events { worker_connections 512; }
            http {
                access_log off;
                keepalive_requests 1000000000;
                client_body_temp_path body;
                proxy_temp_path proxy;
                fastcgi_temp_path fastcgi;
                uwsgi_temp_path uwsgi;
                scgi_temp_path scgi;
                upstream mcp { server 127.0.0.1:%d; keepalive 64; keepalive_requests 1000000000; }
                server {
                    listen 127.0.0.1:%d;
                    location / {
                        proxy_pass http://mcp;
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                    }
                }
            }
            """.formatted(upstream, port);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitListening() throws IOException {
        for (int left = TRIES; ; left--) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                if (left == 0 || !child.isAlive()) {
                    throw notYet;
                }
                Pause.millis(10);
            }
        }
    }

    Contender contender(Path request) {
        return new Contender("nginx", child.handle(), port, request);
    }

    @Override
    public void close() {
        child.close();
    }
}
