package io.nexusmcp.hub.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.nexusmcp.core.Secret;
import io.nexusmcp.core.identity.Network;
import io.nexusmcp.core.policy.Permission;
import io.nexusmcp.hub.config.ConfigNode.Kind;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** The types of keys that hold text, a word or a yes. */
final class Values {
    private static final Predicate<String> NAME =
            java.util.regex.Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}").asMatchPredicate();
    private static final Predicate<String> HOST =
            java.util.regex.Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,252})|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")
                    .asMatchPredicate();
    private static final Predicate<String> HEADER =
            java.util.regex.Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}").asMatchPredicate();
    private static final int MAX_PORT = 65_535;

    private Values() {}

    static ValueType<Boolean> bool() {
        var shape = new Shape(
                Shape.Sort.BOOLEAN, "true or false", "", "", List.of(), OptionalLong.empty(), OptionalLong.empty());
        return new ValueType<>(
                shape,
                scalar -> switch (scalar.text()) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new BadValue("is neither true nor false", "");
                },
                String::valueOf);
    }

    static ValueType<String> text() {
        return ValueType.ofText(Shape.text("text", ""), text -> text, text -> text);
    }

    /** Text, or a number or boolean by its spelling, as editors write environments and arguments. */
    static ValueType<String> anyScalar() {
        return new ValueType<>(
                Shape.text("text", ""),
                scalar -> {
                    if (scalar.text().indexOf('\0') >= 0) {
                        throw new BadValue("has a NUL character", "");
                    }
                    return scalar.text();
                },
                text -> text);
    }

    /** A credential; the placeholders of guides are refused. */
    static ValueType<Secret> secret() {
        return ValueType.ofText(
                Shape.text("secret text", "not empty"),
                text -> {
                    if (text.isEmpty()) {
                        throw new BadValue("is empty", "");
                    }
                    return SecretStrength.refusePlaceholder(text);
                },
                Secret::reveal)
                .displayedAs(_ -> Shown.HIDDEN);
    }

    static ValueType<String> name() {
        return matching("name", "1 to 64 of letters, digits, dot, hyphen and underscore", NAME);
    }

    static ValueType<String> headerName() {
        return matching("header name", "a token of RFC 9110", HEADER);
    }

    /** A name or a literal address, without a port. */
    static ValueType<String> host() {
        return matching("host", "a name or a literal address, without a port", HOST);
    }

    /** A name or address with an optional port, as in a Host header. */
    static ValueType<String> authority() {
        return matching("host", "a name or address, with :PORT where it is not the default", Values::isAuthority);
    }

    /** What a browser sends as Origin: scheme, host and port. */
    static ValueType<String> origin() {
        return matching("origin", "scheme://host or scheme://host:port", Values::isOrigin);
    }

    private static ValueType<String> matching(String words, String rule, Predicate<String> holds) {
        return ValueType.ofText(
                Shape.text(words, rule),
                text -> {
                    if (!holds.test(text)) {
                        throw new BadValue("is no " + words, "write " + rule);
                    }
                    return text;
                },
                text -> text);
    }

    /** An http or https URL without credentials in it. */
    static ValueType<URI> url() {
        return ValueType.ofText(Shape.text("URL", "http or https, no credentials"), Values::parseUrl, URI::toString)
                .displayedAs(Values::withoutQuery);
    }

    static ValueType<Address> network() {
        return ValueType.ofText(
                Shape.text("network", "an IP address or CIDR block"),
                text -> new Address(
                        text,
                        Network.parse(text)
                                .orElseThrow(() -> new BadValue(
                                        "is no IP address or CIDR block", "write one such as 10.0.0.0/8"))),
                Address::text);
    }

    /** A network as written. */
    record Address(String text, Network network) {}

    static ValueType<Permission> permission() {
        return ValueType.ofText(
                Shape.text("permission", "action:resource"),
                text -> Permission.parse(text)
                        .filter(_ -> text.chars().noneMatch(Character::isWhitespace))
                        .orElseThrow(() -> new BadValue(
                                "is no permission", "write action:resource, such as read:* or execute:tools/files/*")),
                Permission::toString);
    }

    /** A regular expression that runs in linear time. */
    static ValueType<Pattern> pattern() {
        return ValueType.ofText(
                Shape.text("regular expression", "RE2 syntax; must not match the empty text"),
                text -> {
                    try {
                        var pattern = Pattern.compile(text);
                        if (pattern.matcher("").find()) {
                            throw new BadValue("matches the empty text", "ask for at least one character");
                        }
                        return pattern;
                    } catch (PatternSyntaxException e) {
                        throw new BadValue(
                                "is no regular expression: " + e.getDescription(),
                                "look-around and back references are not supported");
                    }
                },
                Pattern::pattern);
    }

    static <T> ValueType<T> choice(Map<String, T> choices) {
        return choice(choices, Map.of());
    }

    /** @param later words of other versions, with their row */
    static <T> ValueType<T> choice(Map<String, T> choices, Map<String, String> later) {
        var words = List.copyOf(choices.keySet());
        var shape = new Shape(
                Shape.Sort.TEXT, "word", "", "", words, OptionalLong.empty(), OptionalLong.empty());
        return new ValueType<>(
                shape,
                scalar -> {
                    var choice = choices.get(scalar.text());
                    if (choice != null && scalar.kind() == Kind.TEXT) {
                        return choice;
                    }
                    if (later.containsKey(scalar.text())) {
                        throw new BadValue(
                                "is known, not in this version (" + later.get(scalar.text()) + ")",
                                "write " + String.join(" or ", words));
                    }
                    throw new BadValue("is none of " + String.join(", ", words), "");
                },
                value -> choices.entrySet().stream()
                        .filter(choice -> choice.getValue().equals(value))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElseThrow());
    }

    private static URI parseUrl(String text) {
        try {
            var url = new URI(text);
            boolean isWeb = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            if (!isWeb || url.getHost() == null || url.getRawFragment() != null) {
                throw BadValue.unquoted("is no http or https URL", "write one such as https://host/mcp");
            }
            if (url.getRawUserInfo() != null) {
                throw BadValue.unquoted("has credentials in the URL, which end up in logs", "send them in a header");
            }
            return url;
        } catch (URISyntaxException _) {
            throw BadValue.unquoted("is no URL", "write one such as https://host/mcp");
        }
    }

    /** Some servers take their key in the query. */
    private static String withoutQuery(URI url) {
        var text = url.toString();
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query + 1) + Shown.HIDDEN;
    }

    private static boolean isAuthority(String text) {
        int colon = text.lastIndexOf(':');
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            return close > 0
                    && Network.parse(text.substring(1, close)).isPresent()
                    && (close == text.length() - 1 || text.charAt(close + 1) == ':' && isPort(text.substring(close + 2)));
        }
        return colon < 0
                ? HOST.test(text)
                : text.indexOf(':') == colon && HOST.test(text.substring(0, colon)) && isPort(text.substring(colon + 1));
    }

    private static boolean isPort(String text) {
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= MAX_PORT;
    }

    private static boolean isOrigin(String text) {
        int divider = text.indexOf("://");
        return divider > 0
                && text.substring(0, divider).matches("[a-z][a-z0-9+.-]*")
                && isAuthority(text.substring(divider + 3));
    }
}
