package io.nexusmcp.upstream;

import io.nexusmcp.core.AnswerBudget;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What a server sends, as long as there is room for it beside all other messages. */
final class CountedStream extends FilterInputStream {
    /** Room is taken in steps of this; an answer of one step or less is not counted. */
    private static final int STEP = 1 << 16;

    private final AnswerBudget.Part part;
    private long room = STEP;

    CountedStream(InputStream in, AnswerBudget.Part part) {
        super(in);
        this.part = part;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        count(Math.max(0, read));
        return read;
    }

    private void count(int more) throws IOException {
        room -= more;
        while (room < 0) {
            if (!part.add(STEP)) {
                throw new BodyTooLarge();
            }
            room += STEP;
        }
    }
}
