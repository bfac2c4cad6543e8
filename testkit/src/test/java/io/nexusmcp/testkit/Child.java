package io.nexusmcp.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** A child process that is spoken to line by line. */
final class Child implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;

    Child(List<String> command) {
        try {
            process = new ProcessBuilder(command)
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

    ObjectNode ask(String line) {
        send(line);
        return Trees.object(line());
    }

    Process process() {
        return process;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
