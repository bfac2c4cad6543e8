package io.nexusmcp.dataplane.stdio;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.IntSupplier;

/** The lines of a stream, of which one that is too long is told as such and skipped. For one thread. */
final class InputLines {
    private final InputStream in;
    private final IntSupplier maxBytes;
    private final byte[] chunk = new byte[8_192];
    private int at;
    private int end;

    InputLines(InputStream in, IntSupplier maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /** The next line that is not blank; empty at the end of the stream, whose last line may have no end. */
    Optional<Inbound.Body> next() throws IOException {
        while (true) {
            int max = maxBytes.getAsInt();
            var line = new ByteArrayOutputStream();
            boolean isTooLong = false;
            int next = read();
            if (next < 0) {
                return Optional.empty();
            }
            for (; next >= 0 && next != '\n'; next = read()) {
                isTooLong |= line.size() >= max;
                if (!isTooLong) {
                    line.write(next);
                }
            }
            if (isTooLong) {
                return Optional.of(() -> {
                    throw new Refused(new Refusal.TooLarge(max));
                });
            }
            var bytes = line.toByteArray();
            if (!isBlank(bytes)) {
                return Optional.of(() -> bytes);
            }
        }
    }

    private int read() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(chunk));
        }
        return end == 0 ? -1 : chunk[at++] & 0xFF;
    }

    private static boolean isBlank(byte[] line) {
        for (byte one : line) {
            if (one != ' ' && one != '\t' && one != '\r') {
                return false;
            }
        }
        return true;
    }
}
