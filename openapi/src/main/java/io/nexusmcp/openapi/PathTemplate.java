package io.nexusmcp.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.protocol.json.JsonSlice;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A path with places for arguments. An argument stays inside its place: its delimiters are encoded, and one that would
 * make a segment that climbs, however often a server decodes it, is refused.
 */
final class PathTemplate {
    private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern BROKEN = Pattern.compile("%(?![0-9A-Fa-f]{2})");
    private static final Pattern DIVIDER = Pattern.compile("[/\\\\;?#]");
    private static final int MAX_DECODINGS = 4;

    private final List<Part> parts;

    /** Text as it is sent, or the name of what stands there. */
    private record Part(String literal, Optional<String> name) {}

    private PathTemplate(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /** Empty for what is no path. */
    static Optional<PathTemplate> of(String path) {
        if (!path.startsWith("/") || path.indexOf('?') >= 0 || path.indexOf('#') >= 0 || climbs(path)) {
            return Optional.empty();
        }
        var parts = new ArrayList<Part>();
        var place = PLACE.matcher(path);
        int from = 0;
        while (place.find()) {
            parts.add(new Part(Percent.literal(path.substring(from, place.start())), Optional.of(place.group(1))));
            from = place.end();
        }
        parts.add(new Part(Percent.literal(path.substring(from)), Optional.empty()));
        boolean isWhole = parts.stream().map(Part::literal).allMatch(PathTemplate::isWhole);
        return isWhole && names(parts).size() == parts.size() - 1
                ? Optional.of(new PathTemplate(parts))
                : Optional.empty();
    }

    /** Without braces that lack their other half, and with a sound encoding. */
    private static boolean isWhole(String literal) {
        return !literal.contains("%7B")
                && !literal.contains("%7D")
                && !BROKEN.matcher(literal).find();
    }

    private static Set<String> names(List<Part> parts) {
        return parts.stream()
                .flatMap(part -> part.name().stream())
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    Set<String> names() {
        return names(parts);
    }

    /** @param slots for each name the slot that fills it */
    String fill(Map<String, Slot> slots, Function<Slot, JsonSlice> arguments) {
        var path = new StringBuilder();
        for (var part : parts) {
            path.append(part.literal());
            part.name().ifPresent(name -> {
                var slot = Objects.requireNonNull(slots.get(name), "each place has its parameter");
                path.append(text(slot, arguments.apply(slot)));
            });
        }
        var filled = path.toString();
        if (climbs(filled)) {
            throw Written.refused(parts.getFirst().name().orElse(""), "path-traversal");
        }
        return filled;
    }

    private static String text(Slot slot, JsonSlice value) {
        var written = Written.of(value, slot).orElseThrow(() -> Written.refused(slot.argument(), "null-in-path"));
        var text = styled(slot, written);
        if (text.isEmpty()) {
            throw Written.refused(slot.argument(), "empty-in-path");
        }
        if (text.contains("%00")) {
            throw Written.refused(slot.argument(), "nul-in-path");
        }
        if (climbs(text)) {
            throw Written.refused(slot.argument(), "path-traversal");
        }
        return text;
    }

    private static String styled(Slot slot, Written written) {
        return switch (slot.style()) {
            case LABEL -> prefixed(slot, written, ".");
            case MATRIX -> matrix(slot, written);
            case SIMPLE, FORM, SPACE_DELIMITED, PIPE_DELIMITED, DEEP_OBJECT -> simple(slot, written, ",");
        };
    }

    private static String simple(Slot slot, Written written, String delimiter) {
        return switch (written) {
            case Written.One(var text) -> Percent.encode(text);
            case Written.Row(var texts) -> texts.stream().map(Percent::encode).collect(Collectors.joining(delimiter));
            case Written.Named(var texts) ->
                texts.entrySet().stream()
                        .map(entry -> Percent.encode(entry.getKey())
                                + (slot.isExploded() ? "=" : ",")
                                + Percent.encode(entry.getValue()))
                        .collect(Collectors.joining(delimiter));
        };
    }

    private static String prefixed(Slot slot, Written written, String prefix) {
        var text = simple(slot, written, slot.isExploded() ? prefix : ",");
        return text.isEmpty() ? text : prefix + text;
    }

    private static String matrix(Slot slot, Written written) {
        var name = Percent.encode(slot.name());
        return switch (written) {
            case Written.Row(var texts)
            when slot.isExploded() ->
                texts.stream()
                        .map(text -> ";" + name + "=" + Percent.encode(text))
                        .collect(Collectors.joining());
            case Written.Named _ when slot.isExploded() -> prefixed(slot, written, ";");
            case Written.One _, Written.Row _, Written.Named _ -> {
                var text = simple(slot, written, ",");
                yield text.isEmpty() ? ";" + name : ";" + name + "=" + text;
            }
        };
    }

    /** Whether a path has a segment of dots, now or after some decodings. */
    private static boolean climbs(String path) {
        var text = path;
        for (int round = 0; round < MAX_DECODINGS; round++) {
            if (DIVIDER.splitAsStream(text)
                    .map(String::strip)
                    .anyMatch(part -> part.equals(".") || part.equals(".."))) {
                return true;
            }
            var decoded = decoded(text);
            if (decoded.equals(text)) {
                return false;
            }
            text = decoded;
        }
        return true;
    }

    /** As lenient servers do it: a percent sign that begins no encoding stands for itself. */
    private static String decoded(String text) {
        return URLDecoder.decode(BROKEN.matcher(text).replaceAll("%25").replace("+", "%2B"), UTF_8);
    }
}
