package io.nexusmcp.store.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Builds lines that hang together: each carries the hash of the one before. What was built is only tentative until
 * {@link #keep()}; {@link #discard()} goes back. For one thread at a time.
 */
final class Chain {
    private static final int CAPACITY = 1 << 16;
    private static final byte[] START = "{\"v\":1,\"seq\":".getBytes(US_ASCII);

    private final CheckpointKeys.Signer signer;
    private final String keyName;
    private final int checkpointEvery;
    private final LineBuffer lines = new LineBuffer(CAPACITY);
    private final MessageDigest digest = sha256();

    private State kept;
    private State now;

    /**
     * Where the chain stands.
     *
     * @param unsealed how many lines came after the last signed one
     */
    record State(long sequence, String hash, int unsealed) {}

    Chain(CheckpointKeys keys, int checkpointEvery, State start) {
        this.signer = keys.signer();
        this.keyName = keys.signingName();
        this.checkpointEvery = checkpointEvery;
        this.kept = start;
        this.now = start;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is required of every Java platform", e);
        }
    }

    State state() {
        return now;
    }

    LineBuffer pending() {
        return lines;
    }

    boolean needsCheckpoint() {
        return now.unsealed() >= checkpointEvery;
    }

    void event(byte[] body) {
        int start = lines.length();
        lines.raw(START).number(now.sequence() + 1).raw(body);
        lines.raw(",\"prev\":\"").raw(now.hash()).raw("\"}");
        end(start, now.unsealed() + 1);
    }

    /** A line of the log's own, signed: whoever has no key can change nothing before it unnoticed. */
    void own(String kind, Instant time, String members) {
        int start = lines.length();
        lines.raw(START)
                .number(now.sequence() + 1)
                .raw(",\"kind\":\"")
                .raw(kind)
                .raw("\",\"time\":\"");
        EventText.time(lines, time);
        lines.raw('"').raw(members).raw(",\"every\":").number(checkpointEvery);
        lines.raw(",\"keyId\":").quoted(keyName, 64);
        lines.raw(",\"prev\":\"").raw(now.hash()).raw('"');
        var mac = signer.sign(lines.array(), start, lines.length());
        lines.raw(",\"mac\":\"").raw(mac).raw("\"}");
        end(start, 0);
    }

    void keep() {
        kept = now;
        lines.cutTo(0);
    }

    void discard() {
        now = kept;
        lines.cutTo(0);
    }

    private void end(int start, int unsealed) {
        digest.update(lines.array(), start, lines.length() - start);
        now = new State(now.sequence() + 1, HexFormat.of().formatHex(digest.digest()), unsealed);
        lines.raw('\n');
    }
}
