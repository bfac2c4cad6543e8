package io.nexusmcp.openapi;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an API is: where the operator says, else where the document says. A document may name a public server only, so
 * that one from elsewhere cannot send the hub, with its credentials, to a neighbour. Variables have their defaults.
 */
final class ServerChoice {
    private static final String SERVERS = "servers";
    private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern PUBLIC_HOST =
            Pattern.compile("(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern PRIVATE_HOST =
            Pattern.compile(".*\\.(localhost|local|internal|lan|home|intranet|arpa)");
    private static final String ADVICE = "write url, with the address of the API";

    private final Document document;

    private ServerChoice(Document document) {
        this.document = document;
    }

    /** Empty when there is none, which is told. */
    static Optional<URI> base(Document document, ApiSettings settings) {
        var choice = new ServerChoice(document);
        return settings.url().isPresent() ? choice.configured(settings.url().get()) : choice.documented();
    }

    private Optional<URI> configured(URI url) {
        if (url.getRawQuery() != null || climbs(url)) {
            document.findings().setting("url", "has a query, or a path with dots", "write one such as https://host/v1");
            return Optional.empty();
        }
        return Optional.of(url);
    }

    private Optional<URI> documented() {
        var findings = document.findings();
        var first = document.items(document.root(), SERVERS).stream().findFirst();
        if (first.isEmpty()) {
            findings.setting("url", "is missing, and the document names no server", ADVICE);
            return Optional.empty();
        }
        var spot = first.get().spot();
        var text = document.object(first.get(), "server").flatMap(this::expanded);
        var url = text.flatMap(ServerChoice::parsed);
        if (url.isEmpty() || !"https".equalsIgnoreCase(url.get().getScheme())) {
            findings.error(spot, "is no https URL", ADVICE);
            return Optional.empty();
        }
        var host = url.get().getHost().toLowerCase(Locale.ROOT);
        if (!PUBLIC_HOST.matcher(host).matches() || PRIVATE_HOST.matcher(host).matches()) {
            findings.error(spot, "is no public name, and a document's word is not enough for others", ADVICE);
            return Optional.empty();
        }
        return url;
    }

    private static Optional<URI> parsed(String text) {
        try {
            var url = new URI(text);
            boolean isPlain = url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null
                    && !climbs(url);
            return isPlain ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    private static boolean climbs(URI url) {
        var path = Optional.ofNullable(url.getRawPath())
                .filter(text -> !text.isEmpty())
                .orElse("/");
        return PathTemplate.of(path).isEmpty();
    }

    /** The URL with the defaults of its variables. */
    private Optional<String> expanded(Node.Fields server) {
        var url = server.text("url");
        if (url.isEmpty()) {
            document.findings().error(server.spot(), "has no url", "");
            return Optional.empty();
        }
        var variables = document.members(server, "variables");
        return Optional.of(VARIABLE.matcher(url.get()).replaceAll(found -> {
            var value = variables.get(found.group(1)) instanceof Node.Fields variable
                    ? variable.text("default").orElse("")
                    : "";
            return Matcher.quoteReplacement(value);
        }));
    }

    /** Whether a part of the document that may name servers of its own leads to the same one as the document. */
    static boolean isSame(Document document, Node.Fields part) {
        if (!part.has(SERVERS)) {
            return true;
        }
        var choice = new ServerChoice(document);
        return choice.first(part).equals(choice.first(document.root()));
    }

    private Optional<String> first(Node.Fields part) {
        return document.items(part, SERVERS).stream()
                .findFirst()
                .flatMap(server -> document.object(server, "server"))
                .flatMap(this::expanded);
    }
}
