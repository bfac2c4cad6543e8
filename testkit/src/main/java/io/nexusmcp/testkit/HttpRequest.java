package io.nexusmcp.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One HTTP request as it came in, headers in any case. */
record HttpRequest(String method, String target, Map<String, List<String>> headers, String body) {
    private static final int MAX_LINE_BYTES = 64 << 10;

    /** Reads the next request; empty when the peer has closed the connection instead. */
    static Optional<HttpRequest> read(InputStream in) throws IOException {
        var line = line(in);
        if (line.isEmpty()) {
            return Optional.empty();
        }
        var start = line.split(" ", 3);
        var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.computeIfAbsent(header.substring(0, Math.max(colon, 0)), name -> new ArrayList<>())
                    .add(header.substring(colon + 1).strip());
        }
        return Optional.of(new HttpRequest(start[0], start.length > 1 ? start[1] : "", headers, body(in, headers)));
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(List::getFirst);
    }

    boolean accepts(String mediaType) {
        var accept = String.join(",", headers.getOrDefault("Accept", List.of("*/*")));
        return accept.contains(mediaType) || accept.contains("*/*");
    }

    private static String body(InputStream in, Map<String, List<String>> headers) throws IOException {
        if (headers.containsKey("Transfer-Encoding")) {
            return new String(chunks(in), StandardCharsets.UTF_8);
        }
        var length = headers.getOrDefault("Content-Length", List.of("0")).getFirst();
        return new String(exactly(in, Integer.parseInt(length)), StandardCharsets.UTF_8);
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        var bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the body ended early");
        }
        return bytes;
    }

    private static byte[] chunks(InputStream in) throws IOException {
        var body = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
            body.write(exactly(in, size));
            for (var end = line(in); size == 0 && !end.isEmpty(); end = line(in)) {
                assert size == 0 : "trailers are read and dropped";
            }
            if (size == 0) {
                return body.toByteArray();
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (line.size() >= MAX_LINE_BYTES) {
                throw new IOException("a header line is too long");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
