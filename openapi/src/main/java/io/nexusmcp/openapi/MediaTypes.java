package io.nexusmcp.openapi;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a media type is, by its name. */
final class MediaTypes {
    private static final Pattern TYPE =
            Pattern.compile("[a-z0-9!#$&^_.+*-]+/[a-z0-9!#$&^_.+*-]+(\\s*;\\s*[a-z0-9_.-]+=[a-z0-9_.\"-]+)*");
    private static final Set<String> TEXTS = Set.of(
            "application/xml",
            "application/yaml",
            "application/x-yaml",
            "application/javascript",
            "application/x-ndjson",
            "application/ndjson",
            "application/jsonl",
            "application/x-www-form-urlencoded",
            "application/toml",
            "application/graphql",
            "image/svg+xml");

    private MediaTypes() {}

    /** Without parameters, in lower case. */
    static String essence(String type) {
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /** Whether it can stand in a header. */
    static boolean isSound(String type) {
        return type.length() <= 256
                && TYPE.matcher(type.toLowerCase(Locale.ROOT)).matches();
    }

    static boolean isJson(String type) {
        var essence = essence(type);
        return essence.equals("application/json") || essence.equals("text/json") || essence.endsWith("+json");
    }

    /** Whether JSON is one of the types that a pattern stands for. */
    static boolean takesJson(String type) {
        var essence = essence(type);
        return essence.equals("*/*") || essence.equals("application/*") || isJson(type);
    }

    static boolean isForm(String type) {
        return essence(type).equals("application/x-www-form-urlencoded");
    }

    static boolean isText(String type) {
        var essence = essence(type);
        return essence.startsWith("text/")
                || TEXTS.contains(essence)
                || essence.endsWith("+xml")
                || essence.endsWith("+yaml");
    }

    /** The kind of content block that shows it: image or audio. */
    static Optional<String> block(String type) {
        var essence = essence(type);
        return essence.startsWith("image/")
                ? Optional.of("image")
                : essence.startsWith("audio/") ? Optional.of("audio") : Optional.empty();
    }
}
