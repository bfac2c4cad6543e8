package io.nexusmcp.adminplane;

import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonProblem;
import io.nexusmcp.protocol.json.JsonScanner;
import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a query or body, checked against what the route declares: unknown ones are refused, required ones are
 * there, each has its type.
 */
final class Input {
    private static final int MAX_TEXT_LENGTH = 1_024;
    private static final int MAX_ITEMS = 200;
    private static final int MAX_DIGITS = 18;

    private final JsonObject members;

    private Input(JsonObject members) {
        this.members = members;
    }

    /** Of a JSON object; an empty body counts as one without members. */
    static Input ofBody(byte[] body, List<Field> fields, JsonLimits limits) {
        try {
            var members = body.length == 0 ? JsonObject.EMPTY : JsonScanner.scanObject(body, limits);
            return checked(members, fields);
        } catch (JsonProblem problem) {
            throw AdminProblem.badRequest("The body is not acceptable JSON.", String.valueOf(problem.getMessage()));
        }
    }

    /** Of query parameters, each at most once. */
    static Input ofQuery(Map<String, List<String>> parameters, List<Field> fields) {
        var members = JsonObject.EMPTY.edit();
        parameters.forEach((name, values) -> {
            if (values.size() != 1) {
                throw AdminProblem.badRequest("A query parameter is given more than once.", names(fields));
            }
            members.set(name, values.getFirst());
        });
        return checked(members.object(), fields);
    }

    private static Input checked(JsonObject members, List<Field> fields) {
        var known = fields.stream().map(Field::name).toList();
        if (!known.containsAll(members.names())) {
            throw AdminProblem.badRequest("There is a field that this request does not take.", names(fields));
        }
        for (var field : fields) {
            var value = members.get(field.name());
            if (value.isPresent() && !isOf(field.type(), value.get())) {
                throw wrong(field.name(), field.type().words());
            }
            if (value.isEmpty() && field.isRequired()) {
                throw AdminProblem.badRequest("The field \"" + field.name() + "\" is missing.", names(fields));
            }
        }
        return new Input(members);
    }

    private static boolean isOf(Field.Type type, JsonSlice value) {
        return switch (type) {
            case OBJECT -> value.isObject();
            case TEXTS ->
                value.isArray()
                        && value.asArray().size() <= MAX_ITEMS
                        && value.asArray().stream().allMatch(Input::isText);
            case NUMBER -> number(value).isPresent();
            case TEXT -> isText(value);
            case INSTANT -> isText(value) && instant(value.asString()).isPresent();
            case DURATION -> isText(value) && Durations.parse(value.asString()).isPresent();
        };
    }

    private static boolean isText(JsonSlice value) {
        return value.isString() && value.asString().length() <= MAX_TEXT_LENGTH;
    }

    /** Numbers come as texts in queries and as JSON numbers in bodies. */
    private static Optional<Long> number(JsonSlice value) {
        var text = value.isString() ? value.asString() : value.text();
        boolean isWhole =
                !text.isEmpty() && text.length() <= MAX_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return isWhole ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    static AdminProblem wrong(String field, String expected) {
        return AdminProblem.badRequest("The field \"" + field + "\" is wrong.", "It is a " + expected + ".");
    }

    private static String names(List<Field> fields) {
        if (fields.isEmpty()) {
            return "It takes no fields.";
        }
        var names = fields.stream().map(Field::name).toList();
        return "It takes " + String.join(", ", names) + ".";
    }

    Optional<String> text(String name) {
        return members.string(name);
    }

    String requiredText(String name) {
        return text(name).orElseThrow();
    }

    List<String> texts(String name) {
        var texts = new ArrayList<String>();
        members.get(name).ifPresent(list -> list.asArray().forEach(item -> texts.add(item.asString())));
        return texts;
    }

    JsonObject object(String name) {
        return members.object(name).orElse(JsonObject.EMPTY);
    }

    Optional<Instant> instant(Field field) {
        return text(field.name()).flatMap(Input::instant);
    }

    Optional<Duration> duration(String name) {
        return text(name).flatMap(Durations::parse);
    }

    long number(String name, long fallback, long max) {
        long value = members.get(name).flatMap(Input::number).orElse(fallback);
        if (value > max) {
            throw wrong(name, "whole number of at most " + max);
        }
        return value;
    }
}
