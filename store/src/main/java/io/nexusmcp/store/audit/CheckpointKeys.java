package io.nexusmcp.store.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Keys that sign the log's own lines, by name: the first signs, all verify. Never printed. */
public final class CheckpointKeys {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MIN_KEY_BYTES = 32;

    private final String signing;
    private final Map<String, SecretKey> keys = new LinkedHashMap<>();

    /** @param named at least 32 bytes each, the signing one first */
    public CheckpointKeys(SequencedMap<String, byte[]> named) {
        if (named.isEmpty()) {
            throw new IllegalArgumentException("the audit log needs a key");
        }
        named.forEach((name, bytes) -> {
            if (bytes.length < MIN_KEY_BYTES) {
                throw new IllegalArgumentException("an audit key has at least " + MIN_KEY_BYTES + " bytes");
            }
            keys.put(name, new SecretKeySpec(bytes, ALGORITHM));
        });
        this.signing = named.firstEntry().getKey();
    }

    String signingName() {
        return signing;
    }

    /** Signs with the first key; for one thread. */
    Signer signer() {
        return new Signer(mac(signing).orElseThrow());
    }

    /** For one thread; empty when there is no key of this name. */
    Optional<Signer> verifier(String name) {
        return mac(name).map(Signer::new);
    }

    private Optional<Mac> mac(String name) {
        var key = keys.get(name);
        if (key == null) {
            return Optional.empty();
        }
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Optional.of(mac);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 is required of every Java platform", e);
        }
    }

    /** HMAC-SHA256 (RFC 2104) over the part of a line that stands before its {@code mac}. */
    static final class Signer {
        private final Mac mac;

        private Signer(Mac mac) {
            this.mac = mac;
        }

        String sign(byte[] line, int start, int end) {
            mac.update(line, start, end - start);
            return HexFormat.of().formatHex(mac.doFinal());
        }

        boolean isSignature(byte[] line, int start, int end, String claimed) {
            return MessageDigest.isEqual(sign(line, start, end).getBytes(US_ASCII), claimed.getBytes(US_ASCII));
        }
    }
}
