package io.nexusmcp.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The child process of {@link MisbehavingChild}: reads its script anew for every line it gets. */
final class MisbehavingStdio {
    static final String SCRIPT = "script.json";
    static final String RECORD = "requests.jsonl";

    private final Path folder;
    private final PrintStream out;

    private MisbehavingStdio(Path folder, PrintStream out) {
        this.folder = folder;
        this.out = out;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        var child = new MisbehavingStdio(Path.of(args[0]), new PrintStream(System.out, false, StandardCharsets.UTF_8));
        var known = child.script().tools();
        Thread.ofPlatform().daemon().start(() -> child.watchTools(known));
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            child.take(line);
        }
    }

    private Script script() throws IOException {
        return Script.read(Files.readString(folder.resolve(SCRIPT)));
    }

    private void watchTools(List<String> first) {
        try {
            for (var known = first; true; Thread.sleep(50)) {
                var now = script().tools();
                if (!now.equals(known)) {
                    known = now;
                    line("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}"
                            .getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (IOException | InterruptedException over) {
            System.err.println("no longer watching: " + over);
        }
    }

    private synchronized void line(byte[] bytes) {
        out.writeBytes(bytes);
        out.write('\n');
        out.flush();
    }

    private void take(String line) throws IOException, InterruptedException {
        Files.writeString(folder.resolve(RECORD), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        var message = Trees.orEmpty(Trees.read(line));
        var script = script();
        Optional<Fault> fault = script.fault(message.path("method").asString(""));
        if (fault.isPresent()) {
            fail(fault.get(), message, script);
        } else if (message.has("id") && message.has("method")) {
            line(script.answer(message).getBytes(StandardCharsets.UTF_8));
        }
    }

    private void fail(Fault fault, ObjectNode message, Script script) throws IOException, InterruptedException {
        var bytes = Distortion.of(fault, message.path("id"), script.answer(message));
        switch (fault) {
            case DIES -> {
                out.writeBytes(Arrays.copyOf(bytes, bytes.length / 2));
                out.flush();
                Runtime.getRuntime().halt(1);
            }
            case HANGS -> System.err.println("not answering");
            case TRICKLES -> Distortion.trickle(out, bytes);
            case BABBLES -> babble();
            case HUGE_LINE -> {
                Distortion.fill(out, Distortion.HUGE_LINE_BYTES);
                line(new byte[0]);
            }
            case TWICE -> {
                line(bytes);
                line(bytes);
            }
            case EMPTY_FIRST_EVENT -> {
                line(new byte[0]);
                line(bytes);
            }
            case STATUS_401, STATUS_404, STATUS_405, STATUS_500, REDIRECTS ->
                line(Trees.error(message.path("id"), new RpcError(500, -32000, "refused"))
                        .toString()
                        .getBytes(StandardCharsets.UTF_8));
            case GARBAGE, GZIP_BOMB, BROKEN_UTF8, WRONG_ID, HUGE_JSON, DEEP_JSON -> line(bytes);
        }
    }

    private void babble() {
        for (long count = 0; !out.checkError(); count++) {
            line(Distortion.babble(count).getBytes(StandardCharsets.UTF_8));
        }
    }
}
