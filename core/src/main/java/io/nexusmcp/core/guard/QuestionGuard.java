package io.nexusmcp.core.guard;

import io.nexusmcp.protocol.Elicitation;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Holds back questions by which a server would get what nobody should give it: forms for secrets, and pages that are
 * not what they seem. May be shared between threads.
 */
public final class QuestionGuard {
    public static final String SECRET_FORM = "secret-form";
    public static final String URL_SCHEME = "url-scheme";
    public static final String MALFORMED = "malformed-question";

    private static final int MAX_URL_LENGTH = 4_096;

    private final boolean loopbackPages;

    /** @param loopbackPages whether a page may be {@code http} on this machine, which is for development */
    public QuestionGuard(boolean loopbackPages) {
        this.loopbackPages = loopbackPages;
    }

    /** The rule that a question breaks. */
    public Optional<String> breach(String method, JsonObject params) {
        return switch (method) {
            case "elicitation/create" -> Elicitation.isUrl(params) ? page(params) : form(params);
            case "sampling/createMessage" ->
                params.get("messages").filter(JsonSlice::isArray).isPresent()
                        ? Optional.empty()
                        : Optional.of(MALFORMED);
            default -> Optional.empty();
        };
    }

    private Optional<String> page(JsonObject params) {
        var url = params.string("url").filter(text -> text.length() <= MAX_URL_LENGTH);
        if (url.isEmpty()) {
            return Optional.of(MALFORMED);
        }
        try {
            var page = new URI(url.get());
            boolean isWhole = page.getHost() != null && page.getRawUserInfo() == null;
            boolean isSafe = "https".equalsIgnoreCase(page.getScheme())
                    || loopbackPages && "http".equalsIgnoreCase(page.getScheme()) && isLoopback(page.getHost());
            return isWhole && isSafe ? Optional.empty() : Optional.of(URL_SCHEME);
        } catch (URISyntaxException _) {
            return Optional.of(URL_SCHEME);
        }
    }

    private static boolean isLoopback(String host) {
        return "localhost".equalsIgnoreCase(host) || "127.0.0.1".equals(host) || "[::1]".equals(host);
    }

    /** Only what a person writes freely can be a secret; with such a field, the words around it count too. */
    private static Optional<String> form(JsonObject params) {
        var schema = params.object("requestedSchema").orElse(JsonObject.EMPTY);
        var fields = schema.object("properties");
        if (fields.isEmpty()) {
            return Optional.of(MALFORMED);
        }
        boolean isFree = false;
        for (var name : fields.get().names()) {
            var field = fields.get().object(name);
            if (field.isEmpty() || isNested(field.get())) {
                return Optional.of(MALFORMED);
            }
            if (isFree(field.get())) {
                isFree = true;
                if (SecretWords.inName(name) || asksForSecret(field.get())) {
                    return Optional.of(SECRET_FORM);
                }
            }
        }
        return isFree && (SecretWords.inText(params.string("message").orElse("")) || saysSecret(schema))
                ? Optional.of(SECRET_FORM)
                : Optional.empty();
    }

    /** A form is flat; what stood inside of a field would not be looked at. */
    private static boolean isNested(JsonObject field) {
        return field.string("type").filter("object"::equals).isPresent() || field.has("properties");
    }

    /** Whether a person does not only pick: a field whose choices a client cannot read is one to write in. */
    private static boolean isFree(JsonObject field) {
        return switch (field.string("type").orElse("")) {
            case "boolean" -> false;
            case "array" ->
                field.object("items")
                        .filter(items -> isListed(items) || isTitled(items, "oneOf") || isTitled(items, "anyOf"))
                        .isEmpty();
            default -> {
                // where both are given either may be the one that the client gets
                boolean isListed = !field.has("enum") || isListed(field);
                boolean isTitled = !field.has("oneOf") || isTitled(field, "oneOf");
                yield !isListed || !isTitled || !field.has("enum") && !field.has("oneOf");
            }
        };
    }

    private static boolean isListed(JsonObject field) {
        var values = field.get("enum").filter(JsonSlice::isArray).map(JsonSlice::asArray);
        return values.filter(all -> !all.isEmpty()).isPresent();
    }

    private static boolean isTitled(JsonObject field, String name) {
        var values = field.get(name).filter(JsonSlice::isArray).map(JsonSlice::asArray);
        return values.filter(all -> !all.isEmpty() && all.stream().allMatch(QuestionGuard::isValue))
                .isPresent();
    }

    private static boolean isValue(JsonSlice choice) {
        return choice.isObject() && choice.asObject().has("const");
    }

    private static boolean asksForSecret(JsonObject field) {
        return field.string("format").filter("password"::equals).isPresent()
                || field.string("title").filter(SecretWords::inName).isPresent()
                || saysSecret(field);
    }

    private static boolean saysSecret(JsonObject described) {
        return described.string("title").filter(SecretWords::inText).isPresent()
                || described.string("description").filter(SecretWords::inText).isPresent();
    }
}
