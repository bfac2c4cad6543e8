package io.nexusmcp.upstream;

import java.io.IOException;

/** A body or an event that is larger than it may be, or than there is room for beside the others. */
final class BodyTooLarge extends IOException {
    private static final long serialVersionUID = 1;

    BodyTooLarge() {
        super("the server's answer is too large");
    }
}
