package io.nexusmcp.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * A legacy server in a child process whose tools show what the hub made of it: {@code env}, {@code pid}, {@code spawn},
 * {@code crash}, {@code deaf}, {@code ask}.
 */
final class Probe {
    private static final Pattern ID = Pattern.compile("\"id\":([0-9]+)");
    private static final PrintStream OUT = new PrintStream(System.out, true, UTF_8);

    private Probe() {}

    /** {@code [folder]}: writes its process id there. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length > 0) {
            Files.writeString(Path.of(args[0]).resolve(ProcessHandle.current().pid() + ".pid"), "");
        }
        System.err.println("started with " + System.getenv().getOrDefault("PROBE_SECRET", "nothing"));
        var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            var id = ID.matcher(line);
            if (id.find()) {
                serve(line, id.group(1), in);
            }
        }
        if (args.length > 1) {
            Thread.sleep(600_000); // one that does not end when its input does
        }
    }

    private static void serve(String line, String id, BufferedReader in) throws IOException, InterruptedException {
        if (line.contains("\"initialize\"")) {
            result(id, "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"tools\":{\"listChanged\":true}}}");
        } else if (line.contains("\"tools/list\"")) {
            result(id, "{\"tools\":[{\"name\":\"pid\",\"inputSchema\":{\"type\":\"object\"}}]}");
        } else if (line.contains("\"tools/call\"")) {
            call(line, id, in);
        } else {
            OUT.println("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":-32601,\"message\":\"no\"}}");
        }
    }

    private static void call(String line, String id, BufferedReader in) throws IOException, InterruptedException {
        if (line.contains("\"env\"")) {
            result(id, text(new TreeMap<>(System.getenv()).toString()));
        } else if (line.contains("\"pid\"")) {
            result(id, text(Long.toString(ProcessHandle.current().pid())));
        } else if (line.contains("\"spawn\"")) {
            result(
                    id,
                    text(Long.toString(
                            new ProcessBuilder("sleep", "600").start().pid())));
        } else if (line.contains("\"crash\"")) {
            Runtime.getRuntime().halt(7);
        } else if (line.contains("\"deaf\"")) {
            Thread.sleep(600_000);
        } else if (line.contains("\"ask\"")) {
            OUT.println("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"ping\"}");
            var pong = in.readLine();
            OUT.println("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"elicitation/create\",\"params\":{}}");
            result(id, text(pong + in.readLine()));
        }
    }

    private static void result(String id, String result) {
        OUT.println("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}");
    }

    private static String text(String text) {
        return JsonMapper.shared().writeValueAsString(Map.of("text", text));
    }
}
