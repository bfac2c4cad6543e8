package io.nexusmcp.upstream;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which proxy a URL is reached through, by the usual variables: {@code HTTPS_PROXY}, {@code HTTP_PROXY} and
 * {@code NO_PROXY}, in either case of letters. The machine itself is never reached through a proxy.
 */
final class ProxyChoice {
    private static final List<String> LOOPBACK = List.of("localhost", "::1", "[::1]");
    private static final Pattern LOOPBACK_NETWORK = Pattern.compile("127(\\.[0-9]{1,3}){3}");

    private ProxyChoice() {}

    static Optional<URI> of(URI url, Map<String, String> environment) {
        var host = url.getHost().toLowerCase(Locale.ROOT);
        if (isLoopback(host) || isExempt(host, url.getPort(), variable("NO_PROXY", environment))) {
            return Optional.empty();
        }
        return variable(url.getScheme().toUpperCase(Locale.ROOT) + "_PROXY", environment)
                .map(ProxyChoice::parse);
    }

    private static boolean isLoopback(String host) {
        return LOOPBACK.contains(host)
                || host.endsWith(".localhost")
                || LOOPBACK_NETWORK.matcher(host).matches();
    }

    private static Optional<String> variable(String name, Map<String, String> environment) {
        return Stream.of(name.toLowerCase(Locale.ROOT), name)
                .map(environment::get)
                .filter(value -> value != null && !value.isBlank())
                .map(String::strip)
                .findFirst();
    }

    private static boolean isExempt(String host, int port, Optional<String> exempt) {
        return exempt.stream()
                .flatMap(list -> Stream.of(list.split(",")))
                .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
                .filter(entry -> !entry.isEmpty())
                .anyMatch(entry -> matches(host, port, entry));
    }

    private static boolean matches(String host, int port, String entry) {
        var name = entry.startsWith("*.") ? entry.substring(2) : entry.startsWith(".") ? entry.substring(1) : entry;
        return entry.equals("*") || name.equals(host) || host.endsWith("." + name) || name.equals(host + ":" + port);
    }

    private static URI parse(String proxy) {
        try {
            var uri = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
            if ("http".equals(uri.getScheme()) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException _) {
            // said below, without the text, which may hold a password
        }
        throw new UpstreamException("the proxy of the environment is not an http URL");
    }
}
