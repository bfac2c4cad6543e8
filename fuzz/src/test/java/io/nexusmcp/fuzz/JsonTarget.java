package io.nexusmcp.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.protocol.json.JsonCursor;
import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonProblem;
import io.nexusmcp.protocol.json.JsonScanner;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.protocol.sse.SseReader;
import io.nexusmcp.protocol.sse.SseText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The scanner accepts what the grammar and the limits accept, and nothing else; every value, name and place it gives
 * is the one that stands in the text; what is written from it reads back the same.
 */
public final class JsonTarget {
    /** Small, so that short inputs reach them. */
    private static final JsonLimits LIMITS = new JsonLimits(20, 30, 200);

    private JsonTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (PlainJson.hasLongNumber(input)) {
            return;
        }
        var expected = PlainJson.read(input, LIMITS);
        var scanned = scan(input);
        Finding.unless(scanned.isPresent() == expected.isPresent(), "the scanner accepts what the grammar does");
        if (scanned.isPresent()) {
            same(scanned.get(), expected.get());
            walked(scanned.get(), expected.get());
            onOneLine(scanned.get());
            if (expected.get() instanceof PlainJson.Value.Members members) {
                var object = JsonScanner.scanObject(input, LIMITS);
                same(object, members);
                edited(object, members);
            }
        }
    }

    private static Optional<JsonSlice> scan(byte[] input) {
        try {
            return Optional.of(JsonScanner.scan(input, LIMITS));
        } catch (JsonProblem _) {
            return Optional.empty();
        }
    }

    private static void same(JsonSlice slice, PlainJson.Value expected) {
        Finding.unless(slice.text().equals(expected.text()), "a slice is the text of its value");
        switch (expected) {
            case PlainJson.Value.Members members -> same(slice.asObject(), members);
            case PlainJson.Value.Items items -> {
                var found = slice.asArray();
                Finding.unless(found.size() == items.items().size(), "an array has its items");
                for (int at = 0; at < found.size(); at++) {
                    same(found.get(at), items.items().get(at));
                }
            }
            case PlainJson.Value.Text text -> {
                Finding.unless(slice.isString() && slice.asString().equals(text.decoded()), "a string is decoded");
                var written = JsonSlice.string(text.decoded());
                Finding.unless(written.asString().equals(text.decoded()), "a written string reads back");
                Finding.unless(!written.hasLineBreak(), "a written string has no line break");
            }
            case PlainJson.Value.Word word ->
                Finding.unless(
                        slice.isNull() == word.text().equals("null")
                                && slice.isBoolean() == word.text().matches("true|false")
                                && slice.isNumber() == word.text().matches("[-0-9].*"),
                        "a value is of its type");
        }
    }

    private static void same(JsonObject object, PlainJson.Value.Members expected) {
        Finding.unless(object.whole().text().equals(expected.text()), "an object is its text");
        Finding.unless(object.names().equals(List.copyOf(expected.members().keySet())), "an object has its names");
        for (var member : expected.members().entrySet()) {
            var value = object.get(member.getKey()).orElseThrow();
            same(value, member.getValue());
            if (member.getValue() instanceof PlainJson.Value.Members inner) {
                same(object.object(member.getKey()).orElseThrow(), inner);
            }
        }
    }

    /** The cursor meets every name, string and number, in order and at its place. */
    private static void walked(JsonSlice slice, PlainJson.Value expected) {
        var stops = new ArrayList<String>();
        plan(expected, new ArrayList<>(), stops);
        var cursor = new JsonCursor(slice);
        var met = new ArrayList<String>();
        while (cursor.next()) {
            met.add(cursor.kind() + " " + cursor.steps() + " " + cursor.text());
        }
        Finding.unless(met.equals(stops), "the cursor stops at every name, string and number");
    }

    private static void plan(PlainJson.Value value, List<String> steps, List<String> stops) {
        switch (value) {
            case PlainJson.Value.Members members ->
                members.members().forEach((name, member) -> {
                    var inside = with(steps, name);
                    stops.add(JsonCursor.Kind.NAME + " " + inside + " " + name);
                    plan(member, inside, stops);
                });
            case PlainJson.Value.Items items -> {
                for (int at = 0; at < items.items().size(); at++) {
                    plan(items.items().get(at), with(steps, Integer.toString(at)), stops);
                }
            }
            case PlainJson.Value.Text text -> stops.add(JsonCursor.Kind.STRING + " " + steps + " " + text.decoded());
            case PlainJson.Value.Word word -> {
                if (!word.text().matches("[a-z]+")) {
                    stops.add(JsonCursor.Kind.NUMBER + " " + steps + " " + word.text());
                }
            }
        }
    }

    private static List<String> with(List<String> steps, String step) {
        var longer = new ArrayList<>(steps);
        longer.add(step);
        return longer;
    }

    /** As one line, and as one event of a stream, the value is still the same. */
    private static void onOneLine(JsonSlice slice) {
        var line = slice.onOneLine();
        Finding.unless(!line.hasLineBreak(), "one line has no line break");
        Finding.unless(line.tree().equals(slice.tree()), "one line means the same");
        var event = SseText.event(slice);
        var bytes = new byte[event.remaining()];
        event.get(bytes);
        try {
            var reader = new SseReader(new ByteArrayInputStream(bytes), 1 << 20, 1 << 20);
            var read = reader.next().orElseThrow();
            Finding.unless(
                    read.isMessage() && new String(read.data(), UTF_8).equals(line.text()), "an event reads back");
            Finding.unless(reader.next().isEmpty(), "a message is one event");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Setting and removing members leaves the others byte for byte, and the index agrees with the text. */
    private static void edited(JsonObject object, PlainJson.Value.Members expected) {
        var edit = object.edit().set("added\n", "\"");
        boolean isOdd = true;
        for (var name : object.names()) {
            isOdd = !isOdd;
            if (isOdd) {
                edit.remove(name);
            }
        }
        var changed = edit.object();
        var reread = JsonScanner.scanObject(changed.whole().toBytes(), JsonLimits.DEFAULT);
        Finding.unless(reread.names().equals(changed.names()), "an edited object has its names");
        for (var name : reread.names()) {
            var value = reread.get(name).orElseThrow();
            Finding.unless(value.equals(changed.get(name).orElseThrow()), "an edited object's index is its text");
            if (!name.equals("added\n")) {
                var before = Optional.ofNullable(expected.members().get(name)).map(PlainJson.Value::text);
                Finding.unless(before.equals(Optional.of(value.text())), "others keep their bytes");
            }
        }
        Finding.unless(reread.string("added\n").orElseThrow().equals("\""), "what was set is there");
    }
}
