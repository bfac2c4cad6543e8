package io.nexusmcp.store.audit;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds a line by its number in a few reads, since the lines of a file are in order. */
final class SequenceSearch {
    private static final int CLOSE_ENOUGH = 1 << 16;
    private static final int WINDOW = 2 * Link.MAX_LINE_BYTES;

    private final Path path;

    SequenceSearch(Path path) {
        this.path = path;
    }

    /** The start of a line at or before the first one after a sequence number, and not far before it. */
    long offsetAfter(long sequence) throws IOException {
        if (!Files.exists(path)) {
            return 0;
        }
        try (var file = new RandomAccessFile(path.toFile(), "r")) {
            long low = 0;
            long high = file.length();
            while (high - low > CLOSE_ENOUGH) {
                var line = firstLineAfter(file, low + (high - low) / 2);
                if (line.sequence() >= 0 && line.sequence() <= sequence && line.start() < high) {
                    low = line.start();
                } else {
                    high = low + (high - low) / 2;
                }
            }
            return low;
        }
    }

    /** @param sequence -1 where no whole line was found */
    private record Found(long start, long sequence) {}

    private static Found firstLineAfter(RandomAccessFile file, long offset) throws IOException {
        var window = new byte[(int) Math.min(WINDOW, file.length() - offset)];
        file.seek(offset);
        file.readFully(window);
        int feed = feed(window, 0);
        int end = feed < 0 ? -1 : feed(window, feed + 1);
        if (end < 0) {
            return new Found(offset, -1);
        }
        long sequence = Link.parse(window, feed + 1, end).map(Link::sequence).orElse(-1L);
        return new Found(offset + feed + 1, sequence);
    }

    private static int feed(byte[] bytes, int from) {
        for (int at = from; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                return at;
            }
        }
        return -1;
    }
}
