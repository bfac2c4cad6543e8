package io.nexusmcp.upstream;

import io.nexusmcp.core.api.DescribedApi;
import io.nexusmcp.protocol.ClientAbilities;

/** An HTTP API behind a document. It keeps nothing of a caller, and nothing is asked of it before the first call. */
final class ApiEndpoint implements Endpoint {
    private final DescribedApi api;
    private final HttpTransport transport;

    ApiEndpoint(DescribedApi api, HttpTransport transport) {
        this.api = api;
        this.transport = transport;
    }

    @Override
    public Link connect(LinkEvents events, Deadline deadline) {
        return new ApiLink(api, transport);
    }

    @Override
    public Link open(Link own, ClientAbilities declared, LinkEvents events, Deadline deadline) {
        return own;
    }

    @Override
    public boolean isShared(Link own) {
        return true;
    }

    @Override
    public int maxLinks() {
        return 1;
    }

    @Override
    public boolean hasChangedEra(Link own, Deadline deadline) {
        return false;
    }

    @Override
    public void close() {
        transport.close();
    }
}
