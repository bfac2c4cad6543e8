package io.nexusmcp.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** The fixture as a child process that speaks on its standard input and output. */
public final class StdioFixture {
    private final PrintStream out;
    private final FixtureServer server;

    private StdioFixture(PrintStream out, int pageSize) {
        this.out = out;
        this.server = new FixtureServer(pageSize);
    }

    /** Serves until the input ends: {@code legacy|modern [page size]}. */
    public static void main(String[] args) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        var fixture = new StdioFixture(out, args.length > 1 ? Integer.parseInt(args[1]) : Integer.MAX_VALUE);
        if (Era.parse(args[0]) == Era.LEGACY) {
            fixture.serveLegacy(in);
        } else {
            fixture.serveModern(in);
        }
        System.exit(0);
    }

    private synchronized void write(ObjectNode message) {
        out.append(message.toString()).append('\n').flush();
    }

    private void serveLegacy(BufferedReader in) throws IOException {
        try (var session = new LegacySession(server, this::write)) {
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                var message = parse(line);
                if (message.has("id") && message.has("method")) {
                    Thread.startVirtualThread(
                            () -> session.serve(message, this::write).ifPresent(this::write));
                } else {
                    session.receive(message);
                }
            }
        }
    }

    private void serveModern(BufferedReader in) throws IOException {
        var protocol = new ModernServer(server, true);
        var running = new ConcurrentHashMap<String, Thread>();
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            var message = parse(line);
            if (message.has("id") && message.has("method")) {
                var id = message.path("id").toString();
                var worker = Thread.ofVirtual().unstarted(() -> answer(protocol, message, running));
                running.put(id, worker);
                worker.start();
            } else if (message.path("method").asString("").equals("notifications/cancelled")) {
                var worker =
                        running.remove(message.path("params").path("requestId").toString());
                if (worker != null) {
                    worker.interrupt();
                }
            }
        }
    }

    private void answer(ModernServer protocol, ObjectNode message, Map<String, Thread> running) {
        var id = message.path("id");
        try {
            write(Trees.result(id, protocol.serve(message, this::write)));
        } catch (RpcError error) {
            write(Trees.error(id, error));
        } catch (Call.Cancelled cancelled) {
            // A cancelled request is not answered.
        } finally {
            running.remove(id.toString());
        }
    }

    private ObjectNode parse(String line) {
        try {
            return Trees.orEmpty(Trees.read(line));
        } catch (JacksonException broken) {
            write(Trees.error(NullNode.getInstance(), new RpcError(400, RpcError.PARSE, "Parse error")));
            return Trees.object();
        }
    }
}
