package io.nexusmcp.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/** A demo server in a process of its own. */
final class Child implements AutoCloseable {
    static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{},\"progressToken\":\"p\"}";

    private final Process process;
    private final BufferedReader lines;

    Child(Class<?> main) {
        try {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx256m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            main.getName())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            lines = process.inputReader(StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void send(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    String line() {
        try {
            return String.valueOf(lines.readLine());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    ObjectNode ask(String method, String params) {
        send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}");
        return Json.object(line());
    }

    /** Calls a tool of the legacy server. */
    ObjectNode call(String tool, String arguments) {
        return ask("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
    }

    /** Calls a tool of the modern server. */
    ObjectNode callModern(String tool, String arguments) {
        return ask("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "," + META + "}");
    }

    Process process() {
        return process;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
