package io.nexusmcp.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PackageCyclesTest {
    private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);
    private static final Pattern IMPORT =
            Pattern.compile("^import (?:static )?(io\\.nexusmcp[\\w.]*?)\\.[A-Z]", Pattern.MULTILINE);

    @Test
    void packages_areNotOnACycle() {
        var imports = imports();

        assertThat(imports).hasSizeGreaterThan(20);
        assertThat(cycles(imports)).isEmpty();
    }

    @Test
    void cycles_areFound() {
        Map<String, Set<String>> imports =
                Map.of("a", Set.of("b"), "b", Set.of("c"), "c", Set.of("a"), "d", Set.of("a"));

        assertThat(cycles(imports)).containsExactly("a", "b", "c");
    }

    private static Map<String, Set<String>> imports() {
        var imports = new TreeMap<String, Set<String>>();
        for (var file : Sources.java()) {
            if (Sources.name(file).contains("src/main/")) {
                var text = Sources.read(file);
                var here = PACKAGE.matcher(text);
                assertThat(here.find()).as(Sources.name(file)).isTrue();
                var known = imports.computeIfAbsent(here.group(1), _ -> new TreeSet<>());
                IMPORT.matcher(text).results().map(found -> found.group(1)).forEach(known::add);
                known.remove(here.group(1));
            }
        }
        return imports;
    }

    /** The packages that can be reached from themselves. */
    private static List<String> cycles(Map<String, Set<String>> imports) {
        var cycles = new ArrayList<String>();
        for (var start : new TreeSet<>(imports.keySet())) {
            var reached = new TreeSet<String>();
            Deque<String> open = new ArrayDeque<>(imports.get(start));
            while (!open.isEmpty()) {
                var next = open.pop();
                if (reached.add(next)) {
                    open.addAll(imports.getOrDefault(next, Set.of()));
                }
            }
            if (reached.contains(start)) {
                cycles.add(start);
            }
        }
        return cycles;
    }
}
