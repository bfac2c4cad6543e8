package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Inbound;

/** Answers a request of any era and channel: {@link Pipeline} under the rules of one configuration. */
@FunctionalInterface
public interface CallHandler {
    Reply handle(Inbound inbound, ClientStream stream);
}
