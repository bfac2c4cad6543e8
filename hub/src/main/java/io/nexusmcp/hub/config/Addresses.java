package io.nexusmcp.hub.config;

import io.nexusmcp.core.identity.Network;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/** The types of keys that say where something is on the network. */
final class Addresses {
    private static final int MAX_PORT = 65_535;
    private static final String NAME_OR_ADDRESS = "[A-Za-z0-9]([A-Za-z0-9.-]{0,252})|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*";

    /** A name or a literal address, without a port. */
    static final ValueType<String> HOST =
            TextRule.matching("host", "a name or a literal address, without a port", NAME_OR_ADDRESS);

    /** A name or address with an optional port, as in a Host header. */
    static final ValueType<String> AUTHORITY =
            new TextRule("host", "a name or address, with :PORT where it is not the default", Addresses::isAuthority);

    /** What a browser sends as Origin: scheme, host and port. */
    static final ValueType<String> ORIGIN =
            new TextRule("origin", "scheme://host or scheme://host:port", Addresses::isOrigin);

    /** An http or https URL without credentials in it. */
    static final ValueType<URI> URL = new Url(List.of("http", "https"));

    private Addresses() {}

    /** The same, or a ws or wss URL. */
    static final ValueType<URI> SERVER_URL = new Url(List.of("http", "https", "ws", "wss"));

    /** Whether it names a WebSocket. */
    static boolean isWebSocket(URI url) {
        return "ws".equalsIgnoreCase(url.getScheme()) || "wss".equalsIgnoreCase(url.getScheme());
    }

    private static final class Url extends ValueType.OfText<URI> {
        private final List<String> schemes;

        Url(List<String> schemes) {
            this.schemes = schemes;
        }

        private String words() {
            return String.join(", ", schemes.subList(0, schemes.size() - 1)) + " or " + schemes.getLast();
        }

        @Override
        Shape shape() {
            return Shape.text("URL", words() + ", no credentials");
        }

        @Override
        URI parse(String text) {
            var advice = "write one such as https://host/mcp";
            try {
                var url = new URI(text);
                boolean isWeb = url.getScheme() != null
                        && schemes.contains(url.getScheme().toLowerCase(Locale.ROOT));
                if (isWeb && url.getRawUserInfo() != null) {
                    throw BadValue.unquoted(
                            "has credentials in the URL, which end up in logs", "send them in a header");
                }
                if (!isWeb || url.getHost() == null || url.getRawFragment() != null) {
                    throw BadValue.unquoted("is no " + words() + " URL", advice);
                }
                return url;
            } catch (URISyntaxException _) {
                throw BadValue.unquoted("is no URL", advice);
            }
        }

        /** Some servers take their key in the query. */
        @Override
        String display(URI url) {
            var text = url.toString();
            int query = text.indexOf('?');
            return query < 0 ? text : text.substring(0, query + 1) + Shown.HIDDEN;
        }
    }

    private static boolean isAuthority(String text) {
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            boolean isAddress =
                    close > 0 && Network.parse(text.substring(1, close)).isPresent();
            return isAddress && isPortOrNothing(text.substring(close + 1));
        }
        int colon = text.indexOf(':');
        var name = colon < 0 ? text : text.substring(0, colon);
        return !name.isEmpty()
                && name.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,252})")
                && isPortOrNothing(text.substring(name.length()));
    }

    private static boolean isPortOrNothing(String text) {
        return text.isEmpty() || text.matches(":[0-9]{1,5}") && Integer.parseInt(text.substring(1)) <= MAX_PORT;
    }

    private static boolean isOrigin(String text) {
        int divider = text.indexOf("://");
        return divider > 0
                && text.substring(0, divider).matches("[a-z][a-z0-9+.-]*")
                && isAuthority(text.substring(divider + 3));
    }
}
