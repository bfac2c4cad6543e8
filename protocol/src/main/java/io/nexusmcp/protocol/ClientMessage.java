package io.nexusmcp.protocol;

import java.util.Optional;

/**
 * A decoded message of a client with the era it belongs to, before any session is looked up.
 *
 * @param version the version header (legacy) or the claimed version (modern)
 * @param session the session header; always empty in the modern era
 */
public record ClientMessage(Era era, Optional<Revision> version, Optional<String> session, Message message) {}
