package io.nexusmcp.openapi;

import io.nexusmcp.core.Secret;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the operator says of an API besides its document.
 *
 * @param url where it is, instead of what the document says
 * @param credentials by the names of the document's security schemes
 * @param headers those that are sent with each request anyway
 * @param include patterns of operations; empty for all
 * @param exclude patterns of operations that are left out of those
 * @param declaresAnswers whether tools say what their operations answer, so that what breaks it is withheld
 */
public record ApiSettings(
        Optional<URI> url,
        Map<String, ApiCredential> credentials,
        Map<String, Secret> headers,
        List<String> include,
        List<String> exclude,
        boolean declaresAnswers) {
    public ApiSettings {
        credentials = Map.copyOf(credentials);
        headers = Map.copyOf(headers);
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    boolean sends(String header) {
        return headers.keySet().stream().anyMatch(header::equalsIgnoreCase);
    }
}
