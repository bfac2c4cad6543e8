package io.nexusmcp.store.audit;

import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonProblem;
import io.nexusmcp.protocol.json.JsonScanner;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Checks the log's own lines and remembers how many lines may follow until the next. For one thread. */
final class Signatures {
    private final CheckpointKeys keys;
    private final Map<String, CheckpointKeys.Signer> verifiers = new HashMap<>();
    private long every = Long.MAX_VALUE;
    private long count;

    Signatures(CheckpointKeys keys) {
        this.keys = keys;
    }

    long count() {
        return count;
    }

    boolean allows(long unsigned) {
        return unsigned <= every;
    }

    /** What is wrong with the signature, if anything is. */
    Optional<String> check(Link link, byte[] line) {
        var name = text(line, "keyId");
        var verifier = verifiers.get(name);
        if (verifier == null) {
            var found = keys.verifier(name);
            if (found.isEmpty()) {
                return Optional.of("signed with a key that is not known here");
            }
            verifier = found.get();
            verifiers.put(name, verifier);
        }
        if (!verifier.isSignature(line, 0, link.signedLength(), link.mac())) {
            return Optional.of("the signature does not hold");
        }
        every = Tail.number(line, "every").orElse(Long.MAX_VALUE);
        count++;
        return Optional.empty();
    }

    /** A member's text; empty when there is none. */
    static String text(byte[] line, String member) {
        try {
            return JsonScanner.scanObject(line, JsonLimits.DEFAULT)
                    .string(member)
                    .orElse("");
        } catch (JsonProblem _) {
            return "";
        }
    }
}
