package io.nexusmcp.hub.config;

import static io.nexusmcp.hub.config.Doc.live;
import static io.nexusmcp.hub.config.Doc.secret;

import io.nexusmcp.core.Secret;
import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.protocol.ReservedHeaders;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads the keys of what is reached over HTTP. */
final class HttpReader {
    static final List<String> KEYS = List.of("headers", "ca");
    private static final Predicate<String> HEADER =
            Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}").asMatchPredicate();

    private final Section section;

    HttpReader(Section section) {
        this.section = section;
    }

    /** What is reached over HTTP, whatever it speaks. */
    record Remote(Optional<URI> url, Map<String, Secret> headers, Optional<Path> authorities) {
        Remote {
            headers = Map.copyOf(headers);
        }

        /** Empty without a URL. */
        Optional<ServerSpec.Http> server() {
            return url.map(known -> new ServerSpec.Http(known, headers, authorities));
        }
    }

    Remote read() {
        var url = section.optional(
                live("url", "The URL of a server behind HTTP or WebSocket, or of the API of `openapi`."),
                section.has(OpenApiReader.KEY) ? Addresses.URL : Addresses.SERVER_URL);
        var headers = new LinkedHashMap<String, Secret>();
        var all = section.named(live("headers", "Headers sent with each request to it."), "HEADER");
        for (var name : all.names()) {
            header(all, name, headers);
        }
        var authorities = section.optional(
                live("ca", "PEM file of the certificate authorities it is checked against, instead of the system's."),
                Values.FILLED);
        var file = authorities.isEmpty()
                ? Optional.<Path>empty()
                : Optional.of(section.reading().path(authorities.get()));
        if (file.isPresent()) {
            checkAuthorities(file.get());
        }
        return new Remote(url, headers, file);
    }

    private static void header(Section all, String name, Map<String, Secret> headers) {
        var value = all.optional(secret(name, "Value of the header."), Values.SECRET);
        if (!HEADER.test(name)) {
            all.problem(name, "is not the name of a header", "");
        } else if (ReservedHeaders.contains(name)) {
            all.problem(name, "is a header the hub sets itself", "remove it");
        } else if (value.isPresent() && !isFieldValue(value.get().reveal())) {
            all.problem(name, "has characters that a header cannot carry", "write visible ASCII characters");
        }
        if (value.isPresent()) {
            headers.put(name, value.get());
        }
    }

    private static boolean isFieldValue(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~' || c == '\t')
                && text.strip().equals(text);
    }

    private void checkAuthorities(Path file) {
        section.reading().dependsOn(file);
        try (var in = Files.newInputStream(file)) {
            if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
                section.problem("ca", "names a file without certificates", "");
            }
        } catch (IOException | CertificateException _) {
            section.problem("ca", "names a file that cannot be read as PEM certificates", "");
        }
    }
}
