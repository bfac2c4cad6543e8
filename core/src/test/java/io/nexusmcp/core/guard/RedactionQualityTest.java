package io.nexusmcp.core.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.protocol.json.JsonSlice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Measures the detectors on a labelled set and keeps the published figures true. */
class RedactionQualityTest {
    private static final Path PAGE = Path.of("../docs/redaction.md");

    private record Sample(String label, String text) {}

    @Test
    void figures_onThePage_areThoseOfTheSamples() throws IOException {
        var page = page(samples());
        if (Boolean.getBoolean("docs.write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).as("run once with -Ddocs.write=true").content().isEqualTo(page);
    }

    private static List<Sample> samples() throws IOException {
        try (var in = RedactionQualityTest.class.getResourceAsStream("redaction-samples.txt")) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\\|", 2))
                    .map(parts -> new Sample(parts[0], parts[1].replace("~", "").replace("\\n", "\n")))
                    .toList();
        }
    }

    private static String page(List<Sample> samples) {
        var redactor = Redactor.of(new RedactionRules(true, true, true, List.of()));
        var page = new StringBuilder("""
            # What the redactor finds, and what it does not

            Made by a test from a labelled set of %d texts of our own (`redaction-samples.txt`, beside the test), with all
            detectors on. A sample counts as found when the detector of its label strikes in it; a strike of a detector in a
            sample of another label is a false one. Every miss and every false strike is listed.

            | detector | samples | found | missed | false | precision | recall |
            | --- | ---: | ---: | ---: | ---: | ---: | ---: |
            """.formatted(samples.size()));
        var notes = new ArrayList<String>();
        for (var kind : List.of("secret", "card", "email")) {
            page.append(row(kind, samples, redactor, notes));
        }
        page.append("\n## Misses and false strikes\n\n");
        notes.forEach(note -> page.append("- ").append(note).append('\n'));
        return page.toString();
    }

    private static String row(String kind, List<Sample> samples, Redactor redactor, List<String> notes) {
        int all = 0;
        int found = 0;
        int wrong = 0;
        for (var sample : samples) {
            boolean isStruck =
                    redactor.filter(JsonSlice.string(sample.text())).counts().containsKey(kind);
            boolean isOfKind = sample.label().equals(kind);
            all += isOfKind ? 1 : 0;
            found += isOfKind && isStruck ? 1 : 0;
            wrong += !isOfKind && isStruck ? 1 : 0;
            if (isOfKind != isStruck) {
                notes.add((isStruck ? "false " : "missed ") + kind + ": `"
                        + sample.text().replace("\n", "\\n") + "`");
            }
        }
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %d | %.3f | %.3f |%n",
                kind,
                all,
                found,
                all - found,
                wrong,
                (double) found / (found + wrong),
                (double) found / all);
    }
}
