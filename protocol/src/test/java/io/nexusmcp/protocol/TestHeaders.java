package io.nexusmcp.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Headers for tests; each {@code with} adds one field line. */
final class TestHeaders implements Headers {
    private final Map<String, List<String>> fields = new TreeMap<>();

    static TestHeaders of(String... namesAndValues) {
        var headers = new TestHeaders();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            headers.with(namesAndValues[at], namesAndValues[at + 1]);
        }
        return headers;
    }

    TestHeaders with(String name, String value) {
        fields.computeIfAbsent(name.toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                .add(value);
        return this;
    }

    @Override
    public List<String> all(String name) {
        return fields.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }
}
