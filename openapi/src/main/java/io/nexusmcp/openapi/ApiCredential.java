package io.nexusmcp.openapi;

import io.nexusmcp.core.Secret;
import java.util.Optional;

/**
 * What the hub shows to an API for one of the document's security schemes.
 *
 * @param username for HTTP basic only
 * @param value the key, token or password
 */
public record ApiCredential(Optional<String> username, Secret value) {}
