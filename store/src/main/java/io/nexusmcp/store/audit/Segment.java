package io.nexusmcp.store.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One file of the log, named after its first line: {@code audit-0000000000000001-20261121T094100Z.jsonl}.
 *
 * @param started when the file was begun, to the second
 */
record Segment(Path path, long firstSequence, Instant started) {
    private static final Pattern NAME = Pattern.compile("audit-(\\d{16})-(\\d{8}T\\d{6}Z)\\.jsonl");
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);

    static Segment named(Path directory, long firstSequence, Instant started) {
        var stamp = STAMP.format(started.atOffset(ZoneOffset.UTC));
        var name = String.format(Locale.ROOT, "audit-%016d-%s.jsonl", firstSequence, stamp);
        return new Segment(directory.resolve(name), firstSequence, started);
    }

    /** The segments of a directory in the order of their first lines; other files are no concern of the log. */
    static List<Segment> list(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(Segment::parse)
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparingLong(Segment::firstSequence)
                            .thenComparing(segment -> segment.path().toString()))
                    .toList();
        } catch (NoSuchFileException _) {
            return List.of();
        }
    }

    private static Optional<Segment> parse(Path path) {
        var match = NAME.matcher(String.valueOf(path.getFileName()));
        if (!match.matches()) {
            return Optional.empty();
        }
        try {
            var started = LocalDateTime.parse(match.group(2), STAMP).toInstant(ZoneOffset.UTC);
            return Optional.of(new Segment(path, Long.parseLong(match.group(1)), started));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    String name() {
        return String.valueOf(path.getFileName());
    }
}
