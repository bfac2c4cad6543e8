package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.protocol.Era;
import io.nexusmcp.protocol.RequestId;
import java.util.Optional;

/** What is known so far of who must be answered and how; grows while a request is decoded. Used by one thread. */
final class Asker {
    private final String traceId;
    private Era era = Era.LEGACY;
    private Optional<RequestId> id = Optional.empty();
    private String method = "";
    private Optional<String> uri = Optional.empty();

    Asker(Inbound inbound) {
        this.traceId = inbound.traceId();
    }

    void speaks(Era spoken) {
        era = spoken;
    }

    void asks(Asked asked) {
        era = asked.revision().era();
        id = Optional.of(asked.id());
        method = asked.method();
        uri = method.equals("resources/read") ? asked.params().string("uri") : Optional.empty();
    }

    /** The resource that was asked for, which protocol errors name again. */
    Optional<String> uri() {
        return uri;
    }

    String traceId() {
        return traceId;
    }

    Era era() {
        return era;
    }

    Optional<RequestId> id() {
        return id;
    }

    boolean callsTool() {
        return method.equals("tools/call");
    }
}
