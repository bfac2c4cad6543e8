package io.nexusmcp.fuzz;

import io.nexusmcp.core.session.Cursors;
import java.util.List;
import java.util.Optional;

/** A cursor opens for the caller, the endpoint and the list it was given for, and no other text opens at all. */
public final class CursorTarget {
    private static final List<String> LISTS = List.of("tools", "prompts", "resources", "resources/templates", "");
    private static final Cursors CURSORS = new Cursors(Choices.KEYS);

    private CursorTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        var choices = new Choices(input);
        var caller = choices.of(Choices.CALLERS);
        var mount = choices.of(Choices.MOUNTS);
        var list = choices.of(LISTS);
        int offset = choices.next() << 16 | choices.next();
        var cursor = CURSORS.at(offset, caller, mount, list);
        for (var stranger : Choices.CALLERS) {
            for (var elsewhere : Choices.MOUNTS) {
                for (var another : LISTS) {
                    boolean isOwn = stranger.equals(caller) && elsewhere.equals(mount) && another.equals(list);
                    Finding.unless(
                            CURSORS.open(cursor, stranger, elsewhere, another)
                                    .equals(Optional.of(offset).filter(_ -> isOwn)),
                            "a cursor opens where it was given");
                }
            }
        }
        var other = CURSORS.at(offset, choices.of(Choices.CALLERS), mount, list);
        var changed = choices.changed(cursor, other);
        if (!changed.equals(cursor) && !changed.equals(other)) {
            Finding.unless(CURSORS.open(changed, caller, mount, list).isEmpty(), "no other text opens");
        }
    }
}
