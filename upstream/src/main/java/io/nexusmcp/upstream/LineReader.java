package io.nexusmcp.upstream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Splits a stream into lines of bounded length. */
final class LineReader {
    private static final int CHUNK = 8_192;

    private final InputStream in;
    private final IntSupplier maxLength;
    private final Arrival arrival;
    private final byte[] chunk = new byte[CHUNK];
    private int at;
    private int end;

    /**
     * @param maxLength bytes of a line, asked for as it comes
     * @param arrival has room for the line that is coming
     */
    LineReader(InputStream in, IntSupplier maxLength, Arrival arrival) {
        this.in = in;
        this.maxLength = maxLength;
        this.arrival = arrival;
    }

    /** A line that is longer than it may be. */
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1;

        TooLong(int maxLength) {
            super("a line is longer than " + maxLength + " bytes");
        }
    }

    /** The next line without its end; null when the stream has ended. What follows the last line end is not a line. */
    byte @Nullable [] next() throws IOException {
        var start = new ByteArrayOutputStream(0);
        while (true) {
            int from = at;
            while (at < end && chunk[at] != '\n') {
                at++;
            }
            if ((long) start.size() + at - from > maxLength.getAsInt()) {
                throw new TooLong(maxLength.getAsInt());
            }
            if (at < end) {
                return line(start, from, at++);
            }
            start.write(chunk, from, at - from);
            at = 0;
            arrival.holds(start.size());
            end = Math.max(0, in.read(chunk));
            if (end == 0) {
                return null;
            }
        }
    }

    private byte[] line(ByteArrayOutputStream start, int from, int to) {
        byte[] line;
        if (start.size() == 0) {
            line = Arrays.copyOfRange(chunk, from, to);
        } else {
            start.write(chunk, from, to - from);
            line = start.toByteArray();
        }
        return line.length > 0 && line[line.length - 1] == '\r' ? Arrays.copyOf(line, line.length - 1) : line;
    }
}
