package io.nexusmcp.testkit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.node.ObjectNode;

/** Signs the state that a client carries between rounds, bound to what it asked for. */
final class StateSeal {
    private final byte[] key = new byte[32];

    StateSeal() {
        new SecureRandom().nextBytes(key);
    }

    String close(String subject, ObjectNode state) {
        var text = state.toString().getBytes(StandardCharsets.UTF_8);
        var encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString(text) + "." + encoder.encodeToString(sign(subject, text));
    }

    ObjectNode open(String subject, String sealed) {
        var parts = sealed.split("\\.", -1);
        try {
            var text = Base64.getUrlDecoder().decode(parts[0]);
            var signature = Base64.getUrlDecoder().decode(parts.length == 2 ? parts[1] : "");
            if (MessageDigest.isEqual(signature, sign(subject, text))) {
                return (ObjectNode) Trees.read(text);
            }
        } catch (IllegalArgumentException notBase64) {
            throw invalid();
        }
        throw invalid();
    }

    private static RpcError invalid() {
        return RpcError.invalidParams("Invalid requestState");
    }

    private byte[] sign(String subject, byte[] text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(subject.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(text);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("no HMAC in this JDK", missing);
        }
    }
}
