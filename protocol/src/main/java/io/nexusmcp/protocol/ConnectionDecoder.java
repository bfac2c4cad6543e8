package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonLimits;
import java.util.Optional;

/**
 * Reads what a client sends on a connection that it keeps, such as standard streams or a WebSocket. No headers say which
 * era a message belongs to, so the first message that tells decides for the whole connection; {@code server/discover}
 * is answered before that and decides nothing. For one thread at a time.
 */
public final class ConnectionDecoder {
    private Optional<Era> pinned;
    private Optional<String> session = Optional.empty();

    private ConnectionDecoder(Optional<Era> pinned) {
        this.pinned = pinned;
    }

    public static ConnectionDecoder ofAnyEra() {
        return new ConnectionDecoder(Optional.empty());
    }

    /** For a transport that only older revisions have. */
    public static ConnectionDecoder ofLegacy() {
        return new ConnectionDecoder(Optional.of(Era.LEGACY));
    }

    /** The session that {@code initialize} began; it is that of every later message. */
    public void began(String id) {
        session = Optional.of(id);
    }

    public Optional<String> session() {
        return session;
    }

    /** {@link ProtocolException} with the answer for whatever is not acceptable. */
    public ClientMessage decode(byte[] body, JsonLimits limits) {
        if (!MessageDecoder.startsObject(body)) {
            return batch(MessageDecoder.batch(MessageDecoder.scan(body, limits)));
        }
        var message = MessageDecoder.of(MessageDecoder.scanObject(body, limits));
        return switch (message) {
            case Message.Request request -> answering(request);
            case Message.Notification notification -> notification(notification);
            case Message.Result _, Message.Failure _ -> answer(message);
            case Message.Batch _ -> throw new IllegalStateException("an object is no batch");
        };
    }

    private ClientMessage answering(Message.Request request) {
        try {
            return request(request);
        } catch (ProtocolException problem) {
            throw problem.answering(request.id());
        }
    }

    private ClientMessage request(Message.Request request) {
        var claim = Claim.of(request.params());
        if (request.method().equals("initialize") && !claim.isValidModern()) {
            return handshake(request);
        }
        if (isLegacyToo(claim)) {
            return legacy(FrontDecoder.withoutReservedKeys(request));
        }
        if (!claim.isPresent() && !isPinned(Era.MODERN)) {
            requireInitialized(request);
            return legacy(request);
        }
        claim.requireValid();
        var revision = claim.served();
        if (isPinned(Era.LEGACY)) {
            throw MessageDecoder.invalid("this connection speaks an older revision");
        }
        if (!request.method().equals("server/discover")) {
            pinned = Optional.of(Era.MODERN);
        }
        return new ClientMessage(Era.MODERN, Optional.of(revision), Optional.empty(), request);
    }

    private ClientMessage handshake(Message.Request request) {
        if (isPinned(Era.MODERN)) {
            throw Claim.unsupported(request.params()
                    .string("protocolVersion")
                    .filter(text -> text.length() <= Claim.MAX_VERSION_LENGTH)
                    .orElse(""));
        }
        if (session.isPresent()) {
            throw MessageDecoder.invalid("this connection is initialized already");
        }
        pinned = Optional.of(Era.LEGACY);
        return legacy(FrontDecoder.withoutReservedKeys(request));
    }

    private void requireInitialized(Message.Request request) {
        if (session.isEmpty() && !request.method().equals("ping")) {
            throw ProtocolException.of(400, ErrorCode.BAD_SESSION, "Bad Request: initialize comes first");
        }
    }

    /** Some legacy clients name their version in the body too. */
    private boolean isLegacyToo(Claim claim) {
        return claim.namesLegacy() && isPinned(Era.LEGACY);
    }

    private ClientMessage notification(Message.Notification notification) {
        var claim = Claim.of(notification.params());
        if (isPinned(Era.MODERN)) {
            var revision = claim.isPresent() ? claim.served() : Revision.NEWEST;
            return new ClientMessage(Era.MODERN, Optional.of(revision), Optional.empty(), notification);
        }
        return legacy(FrontDecoder.withoutReservedKeys(notification));
    }

    private ClientMessage answer(Message message) {
        if (isPinned(Era.MODERN)) {
            throw MessageDecoder.invalid("a client of this revision sends no answers");
        }
        return legacy(message);
    }

    private ClientMessage batch(Message.Batch batch) {
        if (isPinned(Era.MODERN)) {
            throw MessageDecoder.invalid("this revision has no batches");
        }
        FrontDecoder.requireBatchable(batch);
        return legacy(batch);
    }

    private ClientMessage legacy(Message message) {
        return new ClientMessage(Era.LEGACY, Optional.empty(), session, message);
    }

    private boolean isPinned(Era era) {
        return pinned.filter(era::equals).isPresent();
    }
}
