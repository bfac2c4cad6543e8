package io.nexusmcp.store.audit;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads a file line by line without copying: the current line lies in a buffer until the next is asked for. */
final class LineReader implements Closeable {
    private static final int BLOCK = 1 << 18;

    private final InputStream in;
    private byte[] buffer = new byte[BLOCK];
    private int start;
    private int end;
    private int filled;
    private boolean isTerminated;
    private long offset;

    LineReader(Path file) throws IOException {
        this(file, 0);
    }

    /** @param from offset of a line's start */
    LineReader(Path file, long from) throws IOException {
        in = Files.newInputStream(file);
        in.skipNBytes(from);
        offset = from;
    }

    /** Goes to the next line; false when there is none. A line over the limit is given in parts of that size. */
    boolean next() throws IOException {
        int from = isTerminated ? end + 1 : end;
        offset += from - start;
        start = from;
        int at = start;
        while (true) {
            while (at < filled && buffer[at] != '\n') {
                at++;
            }
            if (at < filled || at - start > Link.MAX_LINE_BYTES) {
                return found(at, at < filled);
            }
            int seen = at - start;
            if (!fill()) {
                return found(start + seen, false) && seen > 0;
            }
            at = start + seen;
        }
    }

    byte[] bytes() {
        return buffer;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /** Whether the current line ends in a line feed. */
    boolean isTerminated() {
        return isTerminated;
    }

    /** Where the current line begins in the file. */
    long offset() {
        return offset;
    }

    byte[] copy() {
        return Arrays.copyOfRange(buffer, start, end);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean found(int at, boolean terminated) {
        end = at;
        isTerminated = terminated;
        return true;
    }

    private boolean fill() throws IOException {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, filled - start);
            filled -= start;
            start = 0;
        }
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int read = in.read(buffer, filled, buffer.length - filled);
        if (read <= 0) {
            return false;
        }
        filled += read;
        return true;
    }
}
