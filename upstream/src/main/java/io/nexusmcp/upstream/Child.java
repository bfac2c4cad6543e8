package io.nexusmcp.upstream;

import io.nexusmcp.core.ServerName;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A child process with a thread for each of its pipes. */
final class Child implements Wire {
    private static final Logger LOG = LoggerFactory.getLogger(Child.class);
    private static final Duration EXIT_CODE_PATIENCE = Duration.ofMillis(200);

    private final ServerName server;
    private final Process process;
    private final ProcessTree tree;
    private final StdinWriter input;
    private final Arrival arrival;
    private final LineReader output;
    private final Duration patience;
    private final AtomicBoolean hasEnded = new AtomicBoolean();
    private volatile Consumer<String> onEnd = _ -> {};

    private Child(Arrivals arrivals, Process process, IntSupplier maxLineBytes, Duration patience) {
        this.server = arrivals.server();
        this.process = process;
        this.tree = new ProcessTree(process);
        this.input = new StdinWriter(process.getOutputStream(), this::fail);
        this.arrival = arrivals.on(this::fail);
        this.output = new LineReader(process.getInputStream(), maxLineBytes, arrival);
        this.patience = patience;
    }

    static Child start(Arrivals arrivals, ChildCommand command, Supplier<UpstreamLimits> limits) {
        var child = new Child(
                arrivals,
                command.start(),
                () -> limits.get().sizes().maxLineBytes(),
                limits.get().times().kill());
        new ChildLog(child.server, command.secrets()).start(child.process.getErrorStream());
        child.input.start("stdin-" + child.server);
        return child;
    }

    @Override
    public OptionalLong processId() {
        return OptionalLong.of(process.pid());
    }

    @Override
    public void send(byte[] message, Deadline deadline) {
        input.send(message, deadline);
    }

    @Override
    public boolean offer(byte[] message) {
        return input.offer(message);
    }

    @Override
    public boolean withdraw(byte[] message) {
        return input.withdraw(message);
    }

    @Override
    public void listen(Consumer<byte[]> onLine, Consumer<String> onEnd) {
        this.onEnd = onEnd;
        Thread.ofPlatform().daemon().name("stdout-" + server).start(() -> read(onLine));
    }

    /** Runs once when the process is gone. */
    void onExit(Runnable action) {
        var _ = process.onExit().thenRun(action);
    }

    private void read(Consumer<byte[]> onLine) {
        try (arrival) {
            for (var line = output.next(); line != null; line = output.next()) {
                onLine.accept(line);
            }
            fail(reasonOfEnd());
        } catch (LineReader.TooLong tooLong) {
            fail("the server's process sent too much: " + tooLong.getMessage());
        } catch (RuntimeException bug) {
            LOG.error("{}: a message could not be handled", server, bug);
            fail("a message of the server could not be handled");
        } catch (IOException _) {
            fail("the pipe of the server's process broke");
        }
    }

    private String reasonOfEnd() {
        try {
            if (process.waitFor(EXIT_CODE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return "the server's process ended with code " + process.exitValue();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return "the server's process closed its output";
    }

    @Override
    public void fail(String why) {
        if (hasEnded.compareAndSet(false, true)) {
            onEnd.accept(why);
            Thread.ofVirtual().name("end-" + server).start(this::end);
        }
    }

    /** Closes the child's input and sees to it that the process and all it started are gone. */
    @Override
    public void close() {
        if (hasEnded.compareAndSet(false, true)) {
            onEnd.accept("the connection was closed");
        }
        end();
    }

    private void end() {
        input.close();
        tree.end(patience);
    }
}
