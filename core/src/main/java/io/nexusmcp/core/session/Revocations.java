package io.nexusmcp.core.session;

import java.time.Instant;
import java.util.Map;

/** Where ended sessions are kept until their ids would have expired anyway. */
public interface Revocations {
    /** Digests of revoked session ids with the instant after which they need not be kept. */
    Map<String, Instant> all();

    void add(String digest, Instant until);
}
