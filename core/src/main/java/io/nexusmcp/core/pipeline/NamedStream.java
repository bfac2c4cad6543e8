package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.replay.KeptStream;
import io.nexusmcp.core.session.EventIds;
import io.nexusmcp.core.session.Session;
import io.nexusmcp.protocol.RequestId;
import io.nexusmcp.protocol.Revision;
import java.time.Duration;
import java.util.Optional;

/** A kept stream with the ids of its events. */
record NamedStream(KeptStream kept, String sealed, Optional<Duration> retry) {
    /** @param request whose answer it carries; empty for the stream of a GET */
    static NamedStream of(KeptStream kept, Session session, Optional<RequestId> request, ReplaySettings settings) {
        return of(kept, session, settings.ids().sealed(new EventIds.Name(kept.id(), request), session), settings);
    }

    static NamedStream of(KeptStream kept, Session session, String sealed, ReplaySettings settings) {
        // clients of earlier revisions parse the empty data and fail
        boolean isPrimed = session.revision().isAtLeast(Revision.V2025_11_25);
        return new NamedStream(kept, sealed, isPrimed ? Optional.of(settings.retry()) : Optional.empty());
    }

    String eventId(long position) {
        return EventIds.id(sealed, position);
    }

    Optional<Priming> priming(long position) {
        return retry.map(wait -> new Priming(eventId(position), wait));
    }
}
