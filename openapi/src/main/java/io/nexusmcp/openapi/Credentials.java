package io.nexusmcp.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Secret;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The document's security schemes with what the operator gave for them. A place that a scheme uses is never a caller's
 * to fill, whether or not there is a credential for it.
 */
final class Credentials {
    private static final String KEY = "credentials.";
    private static final String AUTHORIZATION = "Authorization";

    private final Document document;
    private final ApiSettings settings;
    private final Map<String, Scheme> schemes = new LinkedHashMap<>();
    private final Set<String> used = new HashSet<>();
    private final Set<String> missing = new LinkedHashSet<>();

    /** Where a scheme's credential goes. */
    private record Scheme(Kind kind, Location location, String name) {}

    private enum Kind {
        KEY,
        BASIC,
        BEARER,
        UNSUPPORTED
    }

    /** A credential in its place. */
    record Shown(Location location, String name, Secret value) {}

    private Credentials(Document document, ApiSettings settings) {
        this.document = document;
        this.settings = settings;
    }

    static Credentials of(Document document, ApiSettings settings) {
        var credentials = new Credentials(document, settings);
        if (document.root().get("components").orElse(Node.Fields.NONE) instanceof Node.Fields components) {
            document.members(components, "securitySchemes").forEach(credentials::scheme);
        }
        settings.credentials().forEach(credentials::check);
        return credentials;
    }

    private void scheme(String name, Node node) {
        document.object(node, "security scheme").ifPresent(scheme -> schemes.put(name, scheme(scheme)));
    }

    private Scheme scheme(Node.Fields scheme) {
        return switch (scheme.text("type").orElse("")) {
            case "apiKey" -> key(scheme);
            case "http" -> http(scheme);
            // how the token was got is the operator's affair
            case "oauth2", "openIdConnect" -> new Scheme(Kind.BEARER, Location.HEADER, AUTHORIZATION);
            case "mutualTLS" -> new Scheme(Kind.UNSUPPORTED, Location.HEADER, AUTHORIZATION);
            default -> {
                document.findings().error(scheme.spot(), "is no type of a security scheme", "");
                yield new Scheme(Kind.UNSUPPORTED, Location.HEADER, AUTHORIZATION);
            }
        };
    }

    private Scheme key(Node.Fields scheme) {
        var name = scheme.text("name").orElse("");
        var location = scheme.text("in").flatMap(Location::of).filter(place -> place != Location.PATH);
        if (location.isEmpty() || name.isEmpty()) {
            document.findings().error(scheme.spot(), "has no name, or no in: header, query or cookie", "");
        }
        boolean isToken = location.filter(Location.QUERY::equals).isPresent()
                || name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
        return new Scheme(isToken ? Kind.KEY : Kind.UNSUPPORTED, location.orElse(Location.HEADER), name);
    }

    private static Scheme http(Node.Fields scheme) {
        var kind = switch (scheme.text("scheme").orElse("").toLowerCase(Locale.ROOT)) {
            case "basic" -> Kind.BASIC;
            case "bearer" -> Kind.BEARER;
            default -> Kind.UNSUPPORTED;
        };
        return new Scheme(kind, Location.HEADER, AUTHORIZATION);
    }

    private void check(String name, ApiCredential given) {
        var scheme = schemes.get(name);
        var findings = document.findings();
        if (scheme == null) {
            var known = schemes.keySet().stream().map(Findings::quoted).collect(Collectors.joining(", "));
            findings.setting(
                    KEY + name,
                    "is no security scheme of the document",
                    known.isEmpty() ? "it has none: use headers" : "it has " + known);
        } else if (scheme.kind() == Kind.UNSUPPORTED) {
            findings.setting(KEY + name, "is a kind of security scheme that is not supported", "remove it");
        } else if (given.username().isPresent() != (scheme.kind() == Kind.BASIC)) {
            findings.setting(
                    KEY + name,
                    scheme.kind() == Kind.BASIC ? "has no username" : "has a username, which its scheme does not",
                    "");
        } else if (isInHeaders(scheme)) {
            findings.setting(KEY + name, "is sent in a header that headers has, too", "remove one of them");
        } else if (!fits(scheme, given)) {
            findings.setting(KEY + name, "has characters that its place in a request cannot carry", "");
        }
    }

    private boolean isInHeaders(Scheme scheme) {
        return switch (scheme.location()) {
            case HEADER -> settings.sends(scheme.name());
            case COOKIE -> settings.sends("Cookie");
            case QUERY, PATH -> false;
        };
    }

    private static boolean fits(Scheme scheme, ApiCredential given) {
        var value = given.value().reveal();
        return switch (scheme.location()) {
            case QUERY, PATH -> true;
            case COOKIE -> value.chars().allMatch(c -> c > ' ' && c <= '~' && "\",;\\".indexOf(c) < 0);
            case HEADER ->
                scheme.kind() == Kind.BASIC
                        ? given.username().filter(name -> name.indexOf(':') < 0).isPresent()
                        : value.chars().allMatch(c -> c > ' ' && c <= '~');
        };
    }

    /**
     * What an operation is sent with: the first of its alternatives for which everything is there. Empty when none is,
     * so that the operation cannot be called.
     */
    Optional<List<Shown>> of(Node.Fields operation) {
        var owner = operation.has("security") ? operation : document.root();
        var alternatives = document.items(owner, "security");
        if (alternatives.isEmpty()) {
            return Optional.of(List.of());
        }
        boolean isOptional = false;
        for (var alternative : alternatives) {
            if (!(alternative instanceof Node.Fields(var required, var _))) {
                document.findings().error(alternative.spot(), "is no security requirement", "");
            } else if (required.isEmpty()) {
                isOptional = true;
            } else if (required.keySet().stream().allMatch(name -> isThere(name, alternative.spot()))) {
                return Optional.of(shown(required.keySet()));
            } else {
                missing.addAll(required.keySet());
            }
        }
        return isOptional ? Optional.of(List.of()) : Optional.empty();
    }

    private boolean isThere(String name, Spot spot) {
        var scheme = schemes.get(name);
        if (scheme == null) {
            document.findings().error(spot, Findings.quoted(name) + " is no security scheme of the document", "");
            return false;
        }
        return isInHeaders(scheme) || settings.credentials().containsKey(name) && scheme.kind() != Kind.UNSUPPORTED;
    }

    private List<Shown> shown(Set<String> names) {
        var all = new ArrayList<Shown>();
        for (var name : names) {
            var scheme = schemes.get(name);
            var given = settings.credentials().get(name);
            if (scheme != null && given != null && !isInHeaders(scheme)) {
                used.add(name);
                all.add(new Shown(scheme.location(), scheme.name(), value(scheme, given)));
            }
        }
        return all;
    }

    private static Secret value(Scheme scheme, ApiCredential given) {
        var value = given.value().reveal();
        return switch (scheme.kind()) {
            case BASIC -> new Secret("Basic " + base64(given));
            case BEARER -> new Secret("Bearer " + value);
            case KEY, UNSUPPORTED -> given.value();
        };
    }

    private static String base64(ApiCredential given) {
        var pair = given.username().orElse("") + ":" + given.value().reveal();
        return Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
    }

    /** Whether a parameter stands where a credential belongs, or where one that is configured goes. */
    boolean isReserved(Location location, String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return schemes.values().stream()
                        .anyMatch(scheme -> scheme.location() == location
                                && scheme.name().toLowerCase(Locale.ROOT).equals(lower))
                || location == Location.HEADER && settings.sends(name)
                || location == Location.COOKIE && settings.sends("Cookie");
    }

    /** Names of queries and cookies that are for credentials. */
    Set<String> hiddenNames() {
        return names(location -> location != Location.HEADER);
    }

    private Set<String> names(Predicate<Location> locations) {
        return schemes.values().stream()
                .filter(scheme -> locations.test(scheme.location()))
                .map(scheme -> scheme.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Schemes that operations were left out for. */
    Set<String> missing() {
        return missing;
    }

    /** A credential that is never sent is a mistake. */
    void requireUse() {
        settings.credentials().keySet().stream()
                .filter(name -> schemes.containsKey(name) && !used.contains(name))
                .forEach(name -> document.findings()
                        .setting(KEY + name, "is asked for by no operation that is offered", "remove it"));
    }

    /** Everything that an answer must not repeat. */
    List<Secret> secrets() {
        var all = new ArrayList<Secret>();
        settings.credentials().values().forEach(given -> {
            all.add(given.value());
            given.username().ifPresent(_ -> all.add(new Secret(base64(given))));
        });
        var inHeaders = new HeaderSecrets(names(Location.HEADER::equals), names(Location.COOKIE::equals));
        all.addAll(inHeaders.in(settings.headers()));
        return all;
    }
}
