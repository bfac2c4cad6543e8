package io.nexusmcp.store.audit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonProblem;
import io.nexusmcp.protocol.json.JsonScanner;
import io.nexusmcp.store.PrivateFiles;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Where a log that was not closed, or was, ends: after its last whole line. What stands behind that, the torn end of
 * a write that a crash cut off, is set aside into a {@code .torn} file.
 *
 * @param segment the file to go on with; empty for a new log
 * @param ordinal how many segments there were before, this one included
 * @param setAside names of files that hold torn ends
 */
record Tail(Optional<Segment> segment, long size, long ordinal, Chain.State state, List<String> setAside) {
    private static final int BLOCK = 1 << 14;
    private static final int COPY_BLOCK = 1 << 16;

    static Tail recover(Path directory) throws IOException {
        var setAside = new ArrayList<String>();
        for (var segment : Segment.list(directory).reversed()) {
            try (var file = new RandomAccessFile(segment.path().toFile(), "rw")) {
                var last = lastLine(file);
                if (last.isPresent()) {
                    long end = last.get().end() + 1;
                    if (end < file.length()) {
                        setAside.add(setAside(segment, file, end));
                    }
                    var state = new Chain.State(
                            last.get().link().sequence(),
                            last.get().hash(),
                            last.get().link().isSigned() ? 0 : 1);
                    return new Tail(Optional.of(segment), end, ordinal(file), state, List.copyOf(setAside));
                }
                setAside.add(setAside(segment, file, 0));
            }
            Files.delete(segment.path());
        }
        return new Tail(Optional.empty(), 0, 0, new Chain.State(0, Link.NO_LINE, 0), List.copyOf(setAside));
    }

    /** @param end the offset of the line feed behind the line */
    private record Line(Link link, String hash, long end) {}

    private static Optional<Line> lastLine(RandomAccessFile file) throws IOException {
        long end = lineFeedBefore(file, file.length());
        while (end >= 0) {
            long start = lineFeedBefore(file, end) + 1;
            if (end - start <= Link.MAX_LINE_BYTES) {
                var bytes = new byte[(int) (end - start)];
                file.seek(start);
                file.readFully(bytes);
                var link = Link.parse(bytes, 0, bytes.length);
                if (link.isPresent()) {
                    var hash = HexFormat.of().formatHex(Chain.sha256().digest(bytes));
                    return Optional.of(new Line(link.get(), hash, end));
                }
            }
            end = start - 1;
        }
        return Optional.empty();
    }

    /** The offset of the last line feed before an offset, or -1. */
    private static long lineFeedBefore(RandomAccessFile file, long before) throws IOException {
        var block = new byte[BLOCK];
        for (long end = before; end > 0; end -= Math.min(end, BLOCK)) {
            int length = (int) Math.min(end, BLOCK);
            file.seek(end - length);
            file.readFully(block, 0, length);
            for (int at = length - 1; at >= 0; at--) {
                if (block[at] == '\n') {
                    return end - length + at;
                }
            }
        }
        return -1;
    }

    private static String setAside(Segment segment, RandomAccessFile file, long from) throws IOException {
        var name = segment.name() + "." + from;
        var aside = segment.path().resolveSibling(name + ".torn");
        for (int more = 2; Files.exists(aside); more++) {
            aside = segment.path().resolveSibling(name + "-" + more + ".torn");
        }
        PrivateFiles.create(aside);
        try (var copy = new FileOutputStream(aside.toFile())) {
            var block = new byte[COPY_BLOCK];
            file.seek(from);
            for (int read = file.read(block); read > 0; read = file.read(block)) {
                copy.write(block, 0, read);
            }
            copy.getFD().sync();
        }
        file.setLength(from);
        return String.valueOf(aside.getFileName());
    }

    private static long ordinal(RandomAccessFile file) throws IOException {
        file.seek(0);
        var header = file.readLine();
        return header == null ? 1 : ordinal(header.getBytes(ISO_8859_1)).orElse(1L);
    }

    /** The number of the segment that a first line names. */
    static Optional<Long> ordinal(byte[] header) {
        return number(header, "segment");
    }

    static Optional<Long> number(byte[] line, String member) {
        try {
            return JsonScanner.scanObject(line, JsonLimits.DEFAULT)
                    .get(member)
                    .map(value -> Long.parseLong(value.text()));
        } catch (JsonProblem | NumberFormatException _) {
            return Optional.empty();
        }
    }
}
