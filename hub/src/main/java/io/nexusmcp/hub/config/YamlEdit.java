package io.nexusmcp.hub.config;

import io.nexusmcp.hub.config.ConfigNode.Member;
import java.util.Map;

/** Edits sections that are written with indentation. */
final class YamlEdit {
    private static final int UNIT = 2;

    private final String text;
    private final LineIndex lines;

    YamlEdit(String text) {
        this.text = text;
        this.lines = new LineIndex(text);
    }

    /** Adds a member after the others of a section. */
    String addAfter(Member last, String name, Map<String, Object> members) {
        int indent = last.key().column() - 1;
        return insert(endLine(last) + 1, entry(indent, name, members));
    }

    /** Adds the first member of a section whose key stands alone. */
    String addBelow(Member section, String name, Map<String, Object> members) {
        int indent = section.key().column() - 1 + UNIT;
        return insert(section.key().line() + 1, entry(indent, name, members));
    }

    /** Adds a section with one member at the end. */
    String addSection(String section, String name, Map<String, Object> members) {
        return insert(lines.lines() + 1, section + ":\n" + entry(UNIT, name, members));
    }

    String remove(Member member) {
        return text.substring(0, lines.start(member.key().line())) + text.substring(lines.start(endLine(member) + 1));
    }

    private String insert(int line, String entry) {
        int at = lines.start(line);
        var before = text.substring(0, at);
        var gap = before.isEmpty() || before.endsWith("\n") ? "" : "\n";
        return before + gap + entry + text.substring(at);
    }

    /** The last line that belongs to a member: deeper ones, and blank lines and comments between them. */
    private int endLine(Member member) {
        int indent = member.key().column() - 1;
        int end = member.key().line();
        for (int line = end + 1; line <= lines.lines(); line++) {
            var content = lines.line(line);
            boolean isBlank = content.isBlank();
            int own = content.length() - content.stripLeading().length();
            if (!isBlank && own <= indent && !content.stripLeading().startsWith("#")) {
                return end;
            }
            if (!isBlank && own > indent) {
                end = line;
            }
        }
        return end;
    }

    private static String entry(int indent, String name, Map<String, Object> members) {
        var out = new StringBuilder(" ".repeat(indent)).append(name).append(":\n");
        members.forEach((key, value) -> {
            out.append(" ".repeat(indent + UNIT)).append(key).append(":");
            if (value instanceof Map<?, ?> below) {
                out.append('\n');
                below.forEach((inner, text) -> out.append(" ".repeat(indent + 2 * UNIT))
                        .append(inner)
                        .append(": ")
                        .append(text)
                        .append('\n'));
            } else {
                out.append(' ').append(value).append('\n');
            }
        });
        return out.toString();
    }
}
