package io.nexusmcp.core.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Digests;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ArrayBlockingQueue;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals small values so that only hubs with the same keys can open or change them: AES-256-GCM (NIST SP 800-38D) with
 * a random nonce, under a key derived for each purpose (HKDF, RFC 5869), the purpose authenticated as well. The first
 * key seals, all open, so keys can be rotated. Safe for use by many threads.
 */
public final class KeyRing {
    public static final int KEY_BYTES = 32;
    private static final int NAME_BYTES = 4;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int POOLED_CIPHERS = 64;

    private final Map<Integer, SecretKey> roots = new LinkedHashMap<>();
    private final Map<Purpose, Map<Integer, SecretKey>> derived = new EnumMap<>(Purpose.class);
    private final int sealing;
    private final SecureRandom random;
    private final ArrayBlockingQueue<Cipher> ciphers = new ArrayBlockingQueue<>(POOLED_CIPHERS);

    /** What a seal is for; a value sealed for one purpose never opens for another. */
    public enum Purpose {
        SESSION(4_096),
        CURSOR(4_096),
        TASK(256),
        /** Carries the state of a server too. */
        REQUEST_STATE(128 << 10),
        EVENT_ID(4_096);

        private final int maxSealedChars;

        Purpose(int maxSealedChars) {
            this.maxSealedChars = maxSealedChars;
        }
    }

    /** @param keys 32 bytes each by name, the sealing one first */
    public KeyRing(SequencedMap<String, byte[]> keys, SecureRandom random) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("a key ring needs a key");
        }
        this.random = random;
        keys.forEach((name, key) -> roots.put(number(name), root(key)));
        this.sealing = number(keys.firstEntry().getKey());
        for (var purpose : Purpose.values()) {
            var forPurpose = new HashMap<Integer, SecretKey>();
            roots.forEach((name, key) -> forPurpose.put(name, derive(key, purpose)));
            derived.put(purpose, forPurpose);
        }
    }

    /** Base64url text (RFC 4648 section 5) without padding. */
    public String seal(Purpose purpose, byte[] content) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        var box = run(Cipher.ENCRYPT_MODE, key(purpose, sealing), purpose, nonce, content)
                .orElseThrow(() -> new IllegalStateException("encryption cannot fail to authenticate"));
        var sealed = ByteBuffer.allocate(NAME_BYTES + NONCE_BYTES + box.length)
                .putInt(sealing)
                .put(nonce)
                .put(box);
        return encode(sealed.array());
    }

    /** The content, or empty for anything that was not sealed for this purpose under one of the keys. */
    public Optional<byte[]> open(Purpose purpose, String sealed) {
        if (sealed.length() > purpose.maxSealedChars) {
            return Optional.empty();
        }
        var bytes = decode(sealed);
        if (bytes.length <= NAME_BYTES + NONCE_BYTES) {
            return Optional.empty();
        }
        int name = ByteBuffer.wrap(bytes).getInt();
        if (!roots.containsKey(name)) {
            return Optional.empty();
        }
        var nonce = Arrays.copyOfRange(bytes, NAME_BYTES, NAME_BYTES + NONCE_BYTES);
        var box = Arrays.copyOfRange(bytes, NAME_BYTES + NONCE_BYTES, bytes.length);
        return run(Cipher.DECRYPT_MODE, key(purpose, name), purpose, nonce, box);
    }

    /**
     * The bytes of the one spelling that {@link #seal} gives, else none. The JDK's decoder takes padding and stray bits
     * in the last character too, and a second spelling of a session id would outlive the end of the first.
     */
    private static byte[] decode(String sealed) {
        try {
            var bytes = Base64.getUrlDecoder().decode(sealed);
            return encode(bytes).equals(sealed) ? bytes : new byte[0];
        } catch (IllegalArgumentException _) {
            return new byte[0];
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private Optional<byte[]> run(int mode, SecretKey key, Purpose purpose, byte[] nonce, byte[] input) {
        try {
            var pooled = ciphers.poll();
            var cipher = pooled == null ? Cipher.getInstance("AES/GCM/NoPadding") : pooled;
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(purpose.name().getBytes(UTF_8));
            var output = cipher.doFinal(input);
            ciphers.offer(cipher);
            return Optional.of(output);
        } catch (AEADBadTagException _) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is required of every Java platform", e);
        }
    }

    private SecretKey key(Purpose purpose, int name) {
        var key = derived.getOrDefault(purpose, Map.of()).get(name);
        if (key == null) {
            throw new IllegalStateException("every purpose has a key under every name");
        }
        return key;
    }

    private static SecretKey root(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("a sealing key has " + KEY_BYTES + " bytes");
        }
        return new SecretKeySpec(key, "HKDF");
    }

    private static SecretKey derive(SecretKey root, Purpose purpose) {
        try {
            var parameters = HKDFParameterSpec.ofExtract()
                    .addIKM(root)
                    .thenExpand(("nexus " + purpose.name()).getBytes(UTF_8), KEY_BYTES);
            return KDF.getInstance("HKDF-SHA256").deriveKey("AES", parameters);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HKDF-SHA256 is required of every Java 25 platform", e);
        }
    }

    private static int number(String name) {
        return ByteBuffer.wrap(Digests.sha256(name.getBytes(UTF_8))).getInt();
    }
}
