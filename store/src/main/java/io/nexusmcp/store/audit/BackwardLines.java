package io.nexusmcp.store.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** Reads a file line by line from its end. What stands behind the last line feed is left out. */
final class BackwardLines implements Closeable {
    private static final int BLOCK = 1 << 18;
    private static final int NONE = -1;

    private final RandomAccessFile file;
    private byte[] buffer = new byte[0];
    private long offset;
    private int start;
    private int end;
    private int feed;

    BackwardLines(Path path) throws IOException {
        file = new RandomAccessFile(path.toFile(), "r");
        offset = file.length();
        feed = feedBefore(0);
    }

    /** Goes to the line before; false at the beginning of the file. */
    boolean next() throws IOException {
        if (feed == NONE) {
            return false;
        }
        int before = feedBefore(feed);
        end = feed;
        start = before + 1;
        feed = before;
        return true;
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

    String text() {
        return new String(buffer, start, end - start, US_ASCII);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** The last line feed before an index of the buffer, which grows to the front as far as needed. */
    private int feedBefore(int index) throws IOException {
        int at = index - 1;
        while (true) {
            while (at >= 0 && buffer[at] != '\n') {
                at--;
            }
            if (at >= 0 || offset == 0) {
                return at;
            }
            at = prepend(feed == NONE || buffer.length == 0 ? 0 : feed + 1) - 1;
        }
    }

    /** Reads the block before the buffer and keeps so many bytes of it; gives the length of the new block. */
    private int prepend(int kept) throws IOException {
        int length = (int) Math.min(BLOCK, offset);
        var larger = new byte[length + kept];
        offset -= length;
        file.seek(offset);
        file.readFully(larger, 0, length);
        System.arraycopy(buffer, 0, larger, length, kept);
        buffer = larger;
        feed = kept == 0 ? NONE : feed + length;
        return length;
    }
}
