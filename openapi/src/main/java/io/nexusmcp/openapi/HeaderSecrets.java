package io.nexusmcp.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Secret;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What is secret in headers that the operator configured, whole and in the pieces that an API may repeat alone. */
final class HeaderSecrets {
    /** Names for credentials, also where the document does not say so. */
    private static final Pattern TELLING =
            Pattern.compile(".*(auth|cookie|credential|key|passw|secret|session|token).*");

    /** Shorter cookies are preferences such as a language, unless the document says that they are credentials. */
    private static final int LEAST_OF_A_TOKEN = 16;

    private final Set<String> keyHeaders;
    private final Set<String> keyCookies;
    private final List<Secret> found = new ArrayList<>();

    /**
     * @param keyHeaders small names of headers that the document has for keys
     * @param keyCookies those of cookies
     */
    HeaderSecrets(Set<String> keyHeaders, Set<String> keyCookies) {
        this.keyHeaders = keyHeaders;
        this.keyCookies = keyCookies;
    }

    List<Secret> in(Map<String, Secret> headers) {
        headers.forEach((name, value) -> header(name.toLowerCase(Locale.ROOT), value.reveal()));
        return List.copyOf(found);
    }

    private void header(String name, String value) {
        if (!keyHeaders.contains(name) && !TELLING.matcher(name).matches()) {
            return;
        }
        add(value);
        if (name.equals("cookie")) {
            for (var cookie : value.split(";")) {
                cookie(cookie.split("=", 2));
            }
            return;
        }
        var words = value.strip().split("\\s+", 2);
        if (words.length == 2) {
            add(words[1]);
            if (words[0].equalsIgnoreCase("Basic")) {
                password(words[1]);
            }
        }
    }

    private void cookie(String[] parts) {
        if (parts.length == 2) {
            boolean isKey = keyCookies.contains(parts[0].strip().toLowerCase(Locale.ROOT));
            var value = parts[1].strip();
            if (isKey || value.length() >= LEAST_OF_A_TOKEN) {
                add(value);
            }
        }
    }

    private void password(String encoded) {
        try {
            var pair = new String(Base64.getDecoder().decode(encoded), UTF_8);
            add(pair.substring(pair.indexOf(':') + 1));
        } catch (IllegalArgumentException _) {
            // it is no base64, and guarded as it is
        }
    }

    private void add(String text) {
        if (!text.isEmpty()) {
            found.add(new Secret(text));
        }
    }
}
