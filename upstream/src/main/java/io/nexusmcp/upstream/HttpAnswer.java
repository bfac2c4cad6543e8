package io.nexusmcp.upstream;

import io.nexusmcp.protocol.Message;
import java.util.Optional;

/**
 * The JSON-RPC answer in an HTTP answer.
 *
 * @param message a result or a failure with the id of the request
 * @param session the session that the server opened with it
 * @param isStreamed whether it came in a stream, which may not have ended yet
 */
record HttpAnswer(int status, Message message, Optional<String> session, boolean isStreamed) {
    boolean isSuccess() {
        return status / 100 == 2;
    }
}
