package io.nexusmcp.upstream;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Writes lines to a child on a thread of its own, since a pipe that the child does not read blocks whoever writes.
 * Callers wait for room in a bounded queue, at most until their deadline.
 */
final class StdinWriter {
    private static final int MAX_QUEUED = 1_024;
    private static final long MAX_QUEUED_BYTES = 32L << 20;

    private final OutputStream out;
    private final Consumer<String> onFailure;
    private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
    private long queuedBytes;
    private boolean isClosed;

    StdinWriter(OutputStream out, Consumer<String> onFailure) {
        this.out = out;
        this.onFailure = onFailure;
    }

    Thread start(String name) {
        return Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    /** Queues a line, which must end in a line feed. */
    synchronized void send(byte[] line, Deadline deadline) {
        while (!isClosed && !hasRoomFor(line)) {
            deadline.await(this);
        }
        if (isClosed) {
            throw new UpstreamException.Unreachable("the server's process has ended");
        }
        add(line);
    }

    /** Queues a line if there is room now; otherwise it is lost. */
    synchronized boolean offer(byte[] line) {
        if (isClosed || !hasRoomFor(line)) {
            return false;
        }
        add(line);
        return true;
    }

    /** Takes back a line that was not written yet; false when the child has it or will have it. */
    synchronized boolean withdraw(byte[] line) {
        boolean isWithdrawn = queue.remove(line); // arrays are equal only to themselves
        if (isWithdrawn) {
            queuedBytes -= line.length;
            notifyAll();
        }
        return isWithdrawn;
    }

    /** Ends the thread, which then closes the pipe; what is queued is lost. */
    synchronized void close() {
        isClosed = true;
        queue.clear();
        queuedBytes = 0;
        notifyAll();
    }

    private boolean hasRoomFor(byte[] line) {
        return queue.isEmpty() || queue.size() < MAX_QUEUED && queuedBytes + line.length <= MAX_QUEUED_BYTES;
    }

    private void add(byte[] line) {
        queue.add(line);
        queuedBytes += line.length;
        notifyAll();
    }

    private void run() {
        try (out) {
            for (var line = take(); line.length > 0; line = take()) {
                out.write(line);
                out.flush();
            }
        } catch (IOException _) {
            onFailure.accept("the server closed its input");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    /** The next line; empty when there will be none. */
    private synchronized byte[] take() throws InterruptedException {
        while (!isClosed && queue.isEmpty()) {
            wait();
        }
        if (isClosed) {
            return new byte[0];
        }
        var line = queue.remove();
        queuedBytes -= line.length;
        notifyAll();
        return line;
    }
}
