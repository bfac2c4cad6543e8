package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Inbound;

/** Answers a request of any era and channel. Every channel goes through the one implementation, {@link Pipeline}. */
@FunctionalInterface
public interface CallHandler {
    Reply handle(Inbound inbound, ClientStream stream);
}
