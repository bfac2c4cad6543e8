package io.nexusmcp.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.nexusmcp.cli.Shell;
import io.nexusmcp.hub.config.ConfigLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the documents show can be typed: every command parses, every configuration loads. */
class DocumentsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
    private static final Pattern INLINE = Pattern.compile("`((?:\\./)?nexus\\s[^`]*)`");
    private static final Pattern TYPED = Pattern.compile("(?m)(?:^|\\$ |\\$\\()(?:\\./)?nexus +(\\S.*)$");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^\\s'\"]+)");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)\\}");
    private static final String SEAL = seal();

    @TempDir
    Path folder;

    /** Something a document shows. */
    record Shown(String page, String text) {
        @Override
        public String toString() {
            return page + ": " + text.lines().findFirst().orElse("");
        }
    }

    private static String seal() {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static List<Shown> pages() throws IOException {
        var pages = new ArrayList<Shown>();
        for (var name : List.of("README.md", "SECURITY.md", "CHANGELOG.md")) {
            pages.add(new Shown(name, Files.readString(ROOT.resolve(name))));
        }
        try (var docs = Files.list(ROOT.resolve("docs"))) {
            for (var page : docs.filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList()) {
                pages.add(new Shown("docs/" + page.getFileName(), Files.readString(page)));
            }
        }
        return pages;
    }

    private static Stream<Shown> blocks(String language) throws IOException {
        return pages().stream()
                .flatMap(page -> BLOCK.matcher(page.text())
                        .results()
                        .filter(block -> block.group(1).equals(language))
                        .map(block -> new Shown(page.page(), block.group(2))));
    }

    static Stream<Shown> typedCommands() throws IOException {
        return Stream.of("sh", "text", "ini").flatMap(DocumentsTest::commandsOf);
    }

    private static Stream<Shown> commandsOf(String language) {
        try {
            return blocks(language)
                    .flatMap(block -> TYPED.matcher(block.text())
                            .results()
                            .map(found -> new Shown(block.page(), found.group(1)))
                            .filter(command -> !command.text().startsWith("bench")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Shown> namedCommands() throws IOException {
        return pages().stream()
                .flatMap(page -> INLINE.matcher(page.text())
                        .results()
                        .map(found -> new Shown(page.page(), found.group(1).replaceFirst("^(\\./)?nexus\\s+", "")))
                        .filter(command -> !command.text().startsWith("bench")));
    }

    static Stream<Shown> configurations() throws IOException {
        return Stream.concat(
                blocks("yaml"), blocks("json").filter(block -> block.text().contains("\"mcpServers\"")));
    }

    @ParameterizedTest
    @MethodSource("typedCommands")
    void typedCommand_parses(Shown command) {
        assertThatCode(() -> commands().parseArgs(words(command.text()))).doesNotThrowAnyException();
    }

    /** In the middle of a sentence a command may lack the parameters it needs, and nothing else. */
    @ParameterizedTest
    @MethodSource("namedCommands")
    void namedCommand_exists(Shown command) {
        try {
            commands().parseArgs(words(command.text()));
        } catch (CommandLine.MissingParameterException incomplete) {
            assertThat(incomplete.getMissing()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void configuration_loads(Shown shown) throws IOException {
        boolean isJson = shown.text().startsWith("{");
        var file = Files.writeString(folder.resolve(isJson ? "nexus.json" : "nexus.yaml"), shown.text());
        var environment = new HashMap<String, String>();
        VARIABLE.matcher(shown.text()).results().forEach(found -> environment.put(found.group(1), SEAL));
        assertThat(ConfigLoader.load(Optional.of(file), environment, Map.of()).warnings())
                .isEmpty();
    }

    private CommandLine commands() {
        var nowhere = new PrintWriter(new StringWriter());
        return Main.commands(new Shell(nowhere, nowhere, Map.of(), false), folder);
    }

    /** As a shell cuts a line into words, up to a comment or the end of a substitution. */
    private static String[] words(String line) {
        var words = new ArrayList<String>();
        var found = WORD.matcher(line);
        while (found.find()) {
            var plain = found.group(3);
            if (plain != null && (plain.startsWith("#") || plain.equals("|"))) {
                break;
            }
            var word = plain != null ? plain : found.group(1) != null ? found.group(1) : found.group(2);
            words.add(plain != null && plain.endsWith(")") ? plain.substring(0, plain.length() - 1) : word);
        }
        words.remove(")");
        words.remove("");
        return words.toArray(String[]::new);
    }
}
