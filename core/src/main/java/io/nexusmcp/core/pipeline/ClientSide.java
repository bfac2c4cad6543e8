package io.nexusmcp.core.pipeline;

import io.nexusmcp.protocol.LogLevel;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Optional;

/** Where the client of a call listens, and what it wants to hear there. */
record ClientSide(ClientStream stream, Optional<JsonSlice> progressToken, Optional<LogLevel> logLevel) {
    static final ClientSide NOBODY = new ClientSide(ClientStream.NONE, Optional.empty(), Optional.empty());

    boolean wantsProgress() {
        return progressToken.isPresent() && stream.canStream();
    }
}
