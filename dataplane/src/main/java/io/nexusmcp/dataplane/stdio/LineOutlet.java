package io.nexusmcp.dataplane.stdio;

import io.nexusmcp.dataplane.conversation.Ending;
import io.nexusmcp.dataplane.conversation.Outlet;
import io.nexusmcp.protocol.json.JsonSlice;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/** Writes each message as one line, on a thread of its own, since a pipe that nobody reads blocks whoever writes. */
final class LineOutlet implements Outlet {
    private static final long LOOK_MILLIS = 200;

    private final OutputStream out;
    private final Runnable onEnd;
    private final SynchronousQueue<Line> turn = new SynchronousQueue<>(true);
    private volatile boolean isEnded;

    /** @param onEnd told when nothing can be written any more, or shall not be */
    LineOutlet(OutputStream out, Runnable onEnd) {
        this.out = out;
        this.onEnd = onEnd;
    }

    private static final class Line {
        private final byte[] bytes;
        private final CountDownLatch written = new CountDownLatch(1);

        Line(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    void start() {
        Thread.ofPlatform().daemon().name("stdout").start(this::run);
    }

    @Override
    public void send(JsonSlice message) {
        var bytes = Arrays.copyOf(message.onOneLine().toBytes(), message.length() + 1);
        bytes[message.length()] = '\n';
        var line = new Line(bytes);
        try {
            while (!isEnded) {
                if (turn.offer(line, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    line.written.await();
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!isEnded) {
                write(turn.take());
            }
        } catch (IOException _) {
            end(Ending.UNRESPONSIVE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Line line) throws IOException {
        try {
            out.write(line.bytes);
            out.flush();
        } finally {
            line.written.countDown();
        }
    }

    @Override
    public void end(Ending why) {
        isEnded = true;
        onEnd.run();
    }
}
