package io.nexusmcp.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.api.ApiRequest;
import io.nexusmcp.openapi.Credentials.Shown;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the arguments of one tool become a request. Whatever an argument holds, it reaches the place the document names
 * and no other: it adds no parameter, header, cookie or segment.
 *
 * @param base path that all requests of the API start with; without a slash at its end
 * @param accept the media types that are asked for
 * @param shown the credentials that go along
 * @param hidden names of queries and cookies that are for credentials, in lower case
 */
record RequestPlan(
        String method,
        String base,
        PathTemplate path,
        List<Slot> slots,
        Optional<BodyPlan> body,
        String accept,
        List<Shown> shown,
        Set<String> hidden) {
    private static final int MAX_TARGET = 32 << 10;
    private static final int MAX_HEADER = 8 << 10;

    RequestPlan {
        slots = List.copyOf(slots);
        shown = List.copyOf(shown);
        hidden = Set.copyOf(hidden);
    }

    ApiRequest request(JsonObject arguments) {
        slots.stream()
                .filter(slot -> slot.isRequired() && !arguments.has(slot.argument()))
                .findFirst()
                .ifPresent(slot -> {
                    throw Written.refused(slot.argument(), "required");
                });
        var sent = body.flatMap(plan -> plan.write(arguments));
        return new ApiRequest(method, target(arguments), headers(arguments), sent);
    }

    private String target(JsonObject arguments) {
        var places = new HashMap<String, Slot>();
        at(Location.PATH).forEach(slot -> places.put(slot.name(), slot));
        var target = base + path.fill(places, slot -> argument(slot, arguments).orElseThrow());
        var query = pairs(Location.QUERY, arguments);
        var whole = query.isEmpty() ? target : target + "?" + String.join("&", query);
        if (whole.length() > MAX_TARGET) {
            throw Written.refused("", "too-long-for-a-url");
        }
        return whole;
    }

    private List<Slot> at(Location location) {
        return slots.stream().filter(slot -> slot.location() == location).toList();
    }

    private static Optional<JsonSlice> argument(Slot slot, JsonObject arguments) {
        return arguments.get(slot.argument());
    }

    /** Those of a query or of the cookies, credentials last. */
    private List<String> pairs(Location location, JsonObject arguments) {
        var slots = at(location);
        var taken = new HashSet<>(hidden);
        slots.forEach(slot -> taken.add(slot.name().toLowerCase(Locale.ROOT)));
        var writer = new QueryWriter(Percent::encode, taken);
        slots.forEach(slot -> argument(slot, arguments).ifPresent(value -> writer.write(slot, value)));
        if (location == Location.QUERY) {
            shown.stream()
                    .filter(one -> one.location() == Location.QUERY)
                    .forEach(one -> writer.secret(one.name(), one.value().reveal()));
        }
        return writer.pairs();
    }

    private List<ApiRequest.Header> headers(JsonObject arguments) {
        var headers = new ArrayList<ApiRequest.Header>();
        headers.add(new ApiRequest.Header("Accept", accept));
        for (var slot : at(Location.HEADER)) {
            argument(slot, arguments)
                    .flatMap(value -> Written.of(value, slot))
                    .ifPresent(written -> headers.add(header(slot, written)));
        }
        shown.stream()
                .filter(one -> one.location() == Location.HEADER)
                .forEach(one -> headers.add(
                        new ApiRequest.Header(one.name(), one.value().reveal())));
        cookies(arguments).ifPresent(text -> headers.add(new ApiRequest.Header("Cookie", text)));
        return headers;
    }

    private static ApiRequest.Header header(Slot slot, Written written) {
        var text = switch (written) {
            case Written.One(var one) -> one;
            case Written.Row(var texts) -> String.join(",", texts);
            case Written.Named(var texts) -> named(texts, slot.isExploded() ? "=" : ",");
        };
        if (!isFieldValue(text) || text.length() > MAX_HEADER) {
            throw Written.refused(slot.argument(), "not-for-a-header");
        }
        return new ApiRequest.Header(slot.name(), text);
    }

    private static String named(Map<String, String> texts, String divider) {
        return String.join(
                ",",
                texts.entrySet().stream()
                        .map(entry -> entry.getKey() + divider + entry.getValue())
                        .toList());
    }

    /** Visible ASCII with spaces inside: no line ends, so nothing can begin another header. */
    private static boolean isFieldValue(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~') && text.strip().equals(text);
    }

    private Optional<String> cookies(JsonObject arguments) {
        var pairs = new ArrayList<>(pairs(Location.COOKIE, arguments));
        shown.stream()
                .filter(one -> one.location() == Location.COOKIE)
                .forEach(one -> pairs.add(one.name() + "=" + one.value().reveal()));
        var text = String.join("; ", pairs);
        if (text.length() > MAX_HEADER) {
            throw Written.refused("", "too-long-for-a-header");
        }
        return pairs.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** How the body is written. */
    record BodyPlan(Form form, String contentType, boolean isRequired, Map<String, Slot> properties) {
        static final String ARGUMENT = "body";

        enum Form {
            JSON,
            PAIRS,
            TEXT
        }

        BodyPlan {
            properties = Map.copyOf(properties);
        }

        Optional<ApiRequest.Body> write(JsonObject arguments) {
            var value = arguments.get(ARGUMENT);
            if (value.isEmpty() && isRequired) {
                throw Written.refused(ARGUMENT, "required");
            }
            return value.map(given -> new ApiRequest.Body(contentType, bytes(given)));
        }

        private byte[] bytes(JsonSlice value) {
            return switch (form) {
                case JSON -> value.toBytes();
                case PAIRS -> pairs(value);
                case TEXT -> text(value);
            };
        }

        private static byte[] text(JsonSlice value) {
            if (!value.isString()) {
                throw Written.refused(ARGUMENT, "type");
            }
            return value.asString().getBytes(UTF_8);
        }

        private byte[] pairs(JsonSlice value) {
            if (!value.isObject()) {
                throw Written.refused(ARGUMENT, "type");
            }
            var object = value.asObject();
            var writer = new QueryWriter(Percent::form, Set.of());
            for (var name : object.names()) {
                var item = object.get(name).orElseThrow();
                writer.write(
                        properties.getOrDefault(name, Slot.ofForm(name, Location.Style.FORM, true, item.isObject())),
                        item);
            }
            return String.join("&", writer.pairs()).getBytes(UTF_8);
        }
    }
}
