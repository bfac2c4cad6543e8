package io.nexusmcp.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** Server-sent events as a chunked HTTP body; writing to a peer that left only closes it. */
final class EventStream implements AutoCloseable {
    private final OutputStream out;
    private final CountDownLatch closed = new CountDownLatch(1);

    EventStream(OutputStream out) {
        this.out = out;
    }

    void event(String id, String data) {
        write((id.isEmpty() ? "" : "id: " + id + "\n") + "event: message\ndata: " + data + "\n\n");
    }

    /** An event that is no message. */
    void named(String name, String data) {
        write("event: " + name + "\ndata: " + data + "\n\n");
    }

    /** Gives the client a place to resume from, and says how long to wait before that. */
    void prime(String id, int retryMillis) {
        write("id: " + id + "\nretry: " + retryMillis + "\ndata: \n\n");
    }

    private synchronized void write(String text) {
        if (closed.getCount() == 0) {
            return;
        }
        try {
            chunk(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException peerLeft) {
            closed.countDown();
        }
    }

    private void chunk(byte[] bytes) throws IOException {
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.write(bytes);
        out.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    boolean isOpen() {
        return closed.getCount() > 0;
    }

    void peerLeft() {
        closed.countDown();
    }

    void awaitClosed() {
        try {
            closed.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void close() {
        if (closed.getCount() == 0) {
            return;
        }
        try {
            chunk(new byte[0]);
        } catch (IOException peerLeft) {
            // Nobody is left to be told that the stream ends.
        }
        closed.countDown();
    }
}
