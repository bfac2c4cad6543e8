package io.nexusmcp.hub.config;

import io.nexusmcp.hub.config.ConfigKey.Form;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Writes {@code docs/configuration.md} from the keys. */
final class ReferencePage {
    private static final String HEAD = """
        # Configuration

        Generated from the records in `io.nexusmcp.hub.config`; do not edit. `mvn -pl hub -am test -Dupdate=true`
        writes it anew.

        One file, YAML (`.yaml`, `.yml`) or JSON with comments (`.json`, `.jsonc`). A value comes from the default,
        the file, the environment or a flag (`--set server.port=8080`); the later wins, and
        `nexus config show --origin` tells which did. A key that is unknown, given twice, of the wrong type or out
        of bounds stops the hub with exit code 2 and every problem named by file, line and column.

        - **References**: `${VAR}` or `${env:VAR}` in a text is replaced by that variable of the environment,
          `${VAR:-default}` has a default, `$${` is a literal `${`. A variable that is not set is an error.
        - **Durations**: a number with `ms`, `s`, `m`, `h` or `d`; without one it counts the unit given below.
        - **Sizes**: a number with `B`, `KB`, `MB` or `GB` (1,024 each); without one it counts bytes.
        - **Live** keys are taken up by a running hub when the file changes or on SIGHUP, all together or not at
          all; **start** keys need a new start, until then the running value stays and a warning names them.
        - **Environment**: single values outside of lists and of sections with chosen names can be set by the
          variable in the last column.
        - Relative paths start from the folder of the file, `~/` is the home folder.
        """;

    private ReferencePage() {}

    static String render(List<ConfigKey> keys) {
        var page = new StringBuilder(HEAD);
        section(page, "Top level", "", keys);
        keys.stream()
                .filter(key -> !key.isSettable())
                .forEach(key -> section(page, "`" + key.path() + "`", below(key), keys));
        otherVersions(page);
        return page.toString();
    }

    private static String below(ConfigKey key) {
        return key.path() + (key.form() == Form.ITEMS ? "[]" : "");
    }

    private static void section(StringBuilder page, String title, String path, List<ConfigKey> keys) {
        var own = keys.stream()
                .filter(key -> key.isSettable() && parent(key).equals(path))
                .toList();
        var holder = keys.stream().filter(key -> below(key).equals(path)).findFirst();
        boolean saysSomething = holder.filter(key -> key.form() != Form.SECTION).isPresent();
        if (own.isEmpty() && !saysSomething) {
            return;
        }
        page.append("\n## ").append(title).append("\n");
        holder.ifPresent(key -> page.append("\n").append(key.sentence()).append("\n"));
        holder.filter(key -> !key.fallback().isEmpty())
                .ifPresent(
                        key -> page.append("\nDefault: ").append(key.fallback()).append(".\n"));
        if (own.isEmpty()) {
            return;
        }
        page.append("\n| key | type | default | change | what it does | environment |\n|---|---|---|---|---|---|\n");
        own.forEach(key -> row(page, key));
    }

    private static String parent(ConfigKey key) {
        int end = key.path().lastIndexOf('.');
        return end < 0 ? "" : key.path().substring(0, end);
    }

    private static void row(StringBuilder page, ConfigKey key) {
        page.append("| `")
                .append(key.path().substring(key.path().lastIndexOf('.') + 1))
                .append("` | ")
                .append(type(key))
                .append(" | ")
                .append(key.fallback().isEmpty() ? "" : code(key.fallback()))
                .append(" | ")
                .append(key.isLive() ? "live" : "start")
                .append(" | ")
                .append(key.sentence())
                .append(" | ")
                .append(key.variable().isEmpty() ? "" : code(key.variable()))
                .append(" |\n");
    }

    private static String type(ConfigKey key) {
        var shape = key.shape();
        var text = new StringBuilder(key.form() == Form.LIST ? "list of " : "").append(shape.words());
        if (!shape.unit().isEmpty()) {
            text.append(", bare number in ").append(shape.unit());
        }
        if (!shape.bounds().isEmpty()) {
            text.append(", ").append(shape.bounds());
        }
        if (!shape.choices().isEmpty()) {
            text.append(": ").append(codes(shape.choices()));
        }
        return text.append(key.isSecret() ? ", never shown" : "").toString();
    }

    private static void otherVersions(StringBuilder page) {
        page.append("""

            ## Keys of other versions

            These stop the hub as "known, not in this version", or with advice.

            | key | answer |
            |---|---|
            """);
        KeysOfOtherVersions.all()
                .forEach((key, answer) -> page.append("| `")
                        .append(key)
                        .append("` | ")
                        .append(answer.what())
                        .append("; ")
                        .append(answer.mend())
                        .append(" |\n"));
    }

    private static String codes(Collection<String> words) {
        return words.stream().map(ReferencePage::code).collect(Collectors.joining(", "));
    }

    private static String code(String text) {
        return "`" + text.replace("|", "\\|") + "`";
    }
}
