package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonLimits;
import java.util.HashSet;
import java.util.Optional;

/**
 * Reads what a client posted to an MCP endpoint and decides which era it belongs to: the body's own claim first, the
 * version header second, and never a silent fall-back from one era to the other. The {@code Mcp-Param-*} headers are
 * checked later, once the tool is known.
 */
public final class FrontDecoder {
    public static final String SESSION_HEADER = "Mcp-Session-Id";

    private final Headers headers;
    private final VersionHeader version;

    private FrontDecoder(Headers headers) {
        this.headers = headers;
        this.version = VersionHeader.of(headers);
    }

    /** {@link ProtocolException} with the answer for whatever is not acceptable. */
    public static ClientMessage decode(Headers headers, byte[] body, JsonLimits limits) {
        if (!MessageDecoder.startsObject(body)) {
            var batch = MessageDecoder.batch(MessageDecoder.scan(body, limits));
            return new FrontDecoder(headers).batch(batch);
        }
        var message = MessageDecoder.of(MessageDecoder.scanObject(body, limits));
        return switch (message) {
            case Message.Request request -> answering(headers, request);
            case Message.Notification notification -> new FrontDecoder(headers).notification(notification);
            case Message.Result _, Message.Failure _ -> new FrontDecoder(headers).answer(message);
            case Message.Batch _ -> throw new IllegalStateException("an object is no batch");
        };
    }

    /** For GET and DELETE: the modern era has only POST. */
    public static void requireLegacy(Headers headers) {
        if (VersionHeader.of(headers).isModern()) {
            throw ProtocolException.of(405, 405, "Method not allowed: this revision has POST only");
        }
    }

    private static ClientMessage answering(Headers headers, Message.Request request) {
        try {
            var message = new FrontDecoder(headers).request(request);
            Negotiation.requireAcceptable(headers, message.era());
            return message;
        } catch (ProtocolException problem) {
            throw problem.answering(request.id());
        }
    }

    private ClientMessage request(Message.Request request) {
        var claim = Claim.of(request.params());
        boolean isHandshake = request.method().equals("initialize") && !claim.isValidModern();
        if (isHandshake && version.isModern()) {
            throw MirroredHeaders.mismatch("initialize is the legacy handshake, but the version header is modern");
        }
        if (isHandshake || isLenientLegacy(claim)) {
            return legacy(withoutReservedKeys(request));
        }
        if (claim.isPresent() || version.isModern()) {
            claim.requireValid();
            return modern(claim, request);
        }
        return legacy(request);
    }

    private ClientMessage modern(Claim claim, Message.Request request) {
        var revision = agreed(claim);
        MirroredHeaders.check(headers, request);
        return new ClientMessage(Era.MODERN, Optional.of(revision), Optional.empty(), request);
    }

    private ClientMessage notification(Message.Notification notification) {
        var claim = Claim.of(notification.params());
        if (isLenientLegacy(claim)) {
            return legacy(withoutReservedKeys(notification));
        }
        if (!claim.isPresent() && !version.isModern()) {
            return legacy(notification);
        }
        var revision = claim.isPresent() ? Optional.of(agreed(claim)) : version.revision();
        MirroredHeaders.check(headers, notification);
        return new ClientMessage(Era.MODERN, revision, Optional.empty(), notification);
    }

    private ClientMessage answer(Message message) {
        if (version.isModern()) {
            throw MessageDecoder.invalid("a client of this revision sends no answers");
        }
        return legacy(message);
    }

    /** What can be known without the session: whether this may be a batch of revision 2025-03-26 at all. */
    private ClientMessage batch(Message.Batch batch) {
        if (version.revision().orElse(Revision.V2025_03_26) != Revision.V2025_03_26 || version.isModern()) {
            throw MessageDecoder.invalid("this revision has no batches");
        }
        requireBatchable(batch);
        return legacy(batch);
    }

    /** Whatever the transport: legacy messages only, and no two requests of one id. */
    static void requireBatchable(Message.Batch batch) {
        var ids = new HashSet<RequestId>();
        for (var message : batch.messages()) {
            switch (message) {
                case Message.Request request -> {
                    requireBatchable(request);
                    if (!ids.add(request.id())) {
                        throw MessageDecoder.invalid("two requests of a batch have the same id");
                    }
                }
                case Message.Notification notification -> requireNoClaim(Claim.of(notification.params()));
                case Message.Result _, Message.Failure _, Message.Batch _ -> {}
            }
        }
    }

    private static void requireBatchable(Message.Request request) {
        requireNoClaim(Claim.of(request.params()));
        if (request.method().equals("initialize")) {
            throw MessageDecoder.invalid("initialize cannot be part of a batch");
        }
    }

    private static void requireNoClaim(Claim claim) {
        if (claim.isPresent()) {
            throw MessageDecoder.invalid("requests of the modern era cannot be part of a batch");
        }
    }

    /** Some legacy clients name their version in the body too; a session or an equal header shows that they are such. */
    private boolean isLenientLegacy(Claim claim) {
        if (!claim.namesLegacy() || claim.version().filter(version::contradicts).isPresent()) {
            return false;
        }
        return version.text().isPresent() || !headers.all(SESSION_HEADER).isEmpty();
    }

    private Revision agreed(Claim claim) {
        if (claim.version().filter(version::contradicts).isPresent()) {
            throw MirroredHeaders.mismatch(VersionHeader.NAME + " differs from the version in params._meta");
        }
        return claim.served();
    }

    private ClientMessage legacy(Message message) {
        var sessions = headers.all(SESSION_HEADER);
        if (sessions.size() > 1) {
            throw ProtocolException.of(400, ErrorCode.BAD_SESSION, "Bad Request: more than one session id");
        }
        return new ClientMessage(
                Era.LEGACY, version.revision(), sessions.stream().findFirst(), message);
    }

    static Message.Request withoutReservedKeys(Message.Request request) {
        var params = Meta.withoutReserved(request.params());
        return new Message.Request(request.id(), request.method(), params, request.envelope());
    }

    static Message.Notification withoutReservedKeys(Message.Notification notification) {
        var params = Meta.withoutReserved(notification.params());
        return new Message.Notification(notification.method(), params, notification.envelope());
    }
}
