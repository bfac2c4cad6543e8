package io.nexusmcp.core.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Mount;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.identity.Caller;
import java.util.Optional;

/** Cursors of the hub's own lists, sealed to the caller, the endpoint and the list they were given for. */
public final class Cursors {
    private final KeyRing keys;

    public Cursors(KeyRing keys) {
        this.keys = keys;
    }

    /** @param offset index of the first item of the page it leads to */
    public String at(int offset, Caller caller, Mount mount, String list) {
        return keys.seal(KeyRing.Purpose.CURSOR, (binding(caller, mount, list) + offset).getBytes(UTF_8));
    }

    /** The offset, or empty for a cursor that was not given to this caller for this list. */
    public Optional<Integer> open(String cursor, Caller caller, Mount mount, String list) {
        var binding = binding(caller, mount, list);
        return keys.open(KeyRing.Purpose.CURSOR, cursor)
                .map(content -> new String(content, UTF_8))
                .filter(text -> text.startsWith(binding))
                .map(text -> Integer.valueOf(text.substring(binding.length())));
    }

    private static String binding(Caller caller, Mount mount, String list) {
        return caller.id() + "\n" + mount.server().map(ServerName::value).orElse("") + "\n" + list + "\n";
    }
}
