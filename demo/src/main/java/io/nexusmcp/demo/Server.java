package io.nexusmcp.demo;

import tools.jackson.databind.node.ObjectNode;

/** Answers requests; may be called from several threads at once. */
interface Server {
    /** The result, or a {@link ProtocolError}. */
    ObjectNode answer(String method, ObjectNode params, Progress progress);
}
