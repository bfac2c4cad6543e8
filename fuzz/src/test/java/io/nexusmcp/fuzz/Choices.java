package io.nexusmcp.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.nexusmcp.core.Mount;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.identity.Caller;
import io.nexusmcp.core.session.KeyRing;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/** Turns the bytes of an input into decisions, and holds what the targets of the seals decide among. */
final class Choices {
    static final List<Caller> CALLERS =
            List.of(caller("key:a"), caller("key:ab"), caller("key:abc"), caller("agent:a"));
    static final List<Mount> MOUNTS =
            List.of(Mount.FEDERATED, Mount.of(new ServerName("a")), Mount.of(new ServerName("a-b")));
    static final KeyRing KEYS = ring();

    private final byte[] input;
    private int at;

    Choices(byte[] input) {
        this.input = input;
    }

    private static Caller caller(String id) {
        return new Caller(id, Caller.Kind.USER, id, Set.of(), Set.of(), Caller.DEFAULT_WORKSPACE);
    }

    private static KeyRing ring() {
        var keys = new LinkedHashMap<String, byte[]>();
        keys.put("new", filled(1));
        keys.put("old", filled(2));
        return new KeyRing(keys, new SecureRandom());
    }

    private static byte[] filled(int value) {
        var key = new byte[KeyRing.KEY_BYTES];
        Arrays.fill(key, (byte) value);
        return key;
    }

    /** Zero when the input is used up. */
    int next() {
        return at < input.length ? input[at++] & 0xff : 0;
    }

    <T> T of(List<T> all) {
        return all.get(next() % all.size());
    }

    String rest() {
        var rest = new String(input, at, input.length - at, ISO_8859_1);
        at = input.length;
        return rest;
    }

    /** Some other text: a seal with one thing changed, parts of two, or whatever the input holds. */
    String changed(String seal, String other) {
        int place = (next() << 8 | next()) % seal.length();
        var before = seal.substring(0, place);
        var after = seal.substring(place + 1);
        char here = seal.charAt(place);
        return switch (next() % 8) {
            case 0 -> before + (char) (here ^ 1 << next() % 8) + after;
            case 1 -> before + (char) next() + after;
            case 2 -> before + after;
            case 3 -> before;
            case 4 -> before + rest() + here + after;
            case 5 -> before + other.substring(Math.min(place, other.length()));
            case 6 -> seal + rest();
            default -> rest();
        };
    }
}
