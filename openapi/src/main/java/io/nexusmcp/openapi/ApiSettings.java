package io.nexusmcp.openapi;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the operator says of an API besides its document.
 *
 * @param url where it is, instead of what the document says
 * @param credentials by the names of the document's security schemes
 * @param headers names of headers that are sent with each request anyway
 * @param include patterns of operations; empty for all
 * @param exclude patterns of operations that are left out of those
 * @param declaresAnswers whether tools say what their operations answer, so that what breaks it is withheld
 */
public record ApiSettings(
        Optional<URI> url,
        Map<String, ApiCredential> credentials,
        Set<String> headers,
        List<String> include,
        List<String> exclude,
        boolean declaresAnswers) {
    public ApiSettings {
        credentials = Map.copyOf(credentials);
        headers = headers.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }
}
