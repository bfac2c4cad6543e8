package io.nexusmcp.hub.config;

import io.nexusmcp.hub.config.ConfigNode.Mapping;
import io.nexusmcp.hub.config.ConfigNode.Member;
import java.util.ArrayList;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Edits sections that are written with braces, in JSON or YAML. */
final class JsonEdit {
    private static final String UNIT = "  ";

    private final String text;
    private final String blanked;

    JsonEdit(String text) {
        this.text = text;
        this.blanked = JsonComments.blanked(text);
    }

    /** Adds a member after the others, in the layout of its neighbours. */
    String add(Mapping section, String name, Map<String, Object> members) {
        int open = section.span().start();
        int close = section.span().end() - 1;
        var outer = indent(open);
        if (section.members().isEmpty()) {
            var kept = text.substring(open + 1, close).stripTrailing();
            var inner = outer + UNIT;
            return text.substring(0, open + 1) + kept + "\n" + inner + entry(inner, name, members) + "\n" + outer
                    + text.substring(close);
        }
        var last = new ArrayList<>(section.members().values()).getLast();
        int end = last.value().span().end();
        if (text.substring(open, close).indexOf('\n') < 0) {
            return text.substring(0, end) + ", " + compact(name, members) + text.substring(end);
        }
        var inner = indent(last.keyStart());
        var tail = text.substring(end, close).stripTrailing();
        return text.substring(0, end) + "," + tail + "\n" + inner + entry(inner, name, members) + "\n" + outer
                + text.substring(close);
    }

    String remove(Mapping section, String name) {
        var names = new ArrayList<>(section.members().keySet());
        int index = names.indexOf(name);
        var member = section.members().get(name);
        if (member == null) {
            return text;
        }
        int end = member.value().span().end();
        if (index < names.size() - 1) {
            return cut(text, member.keyStart(), blanked.indexOf(',', end) + 1);
        }
        if (index == 0) {
            return cut(text, member.keyStart(), end);
        }
        int comma = blanked.indexOf(',', end(section.members().get(names.get(index - 1))));
        if (text.substring(comma, member.keyStart()).indexOf('\n') < 0) {
            return text.substring(0, comma) + text.substring(end);
        }
        var shorter = cut(text, member.keyStart(), end);
        return shorter.substring(0, comma) + shorter.substring(comma + 1);
    }

    private static int end(@Nullable Member member) {
        return member == null ? 0 : member.value().span().end();
    }

    /** Takes out a range, and the line it leaves blank. */
    private static String cut(String text, int from, int to) {
        int start = from;
        while (start > 0 && " \t".indexOf(text.charAt(start - 1)) >= 0) {
            start--;
        }
        int end = to;
        while (end < text.length() && " \t\r".indexOf(text.charAt(end)) >= 0) {
            end++;
        }
        boolean startsLine = start == 0 || text.charAt(start - 1) == '\n';
        boolean endsLine = end < text.length() && text.charAt(end) == '\n';
        if (startsLine && endsLine) {
            return text.substring(0, start) + text.substring(end + 1);
        }
        return text.substring(0, from) + text.substring(startsLine ? end : to);
    }

    /** The blanks at the start of the line of a place. */
    private String indent(int at) {
        int start = text.lastIndexOf('\n', at - 1) + 1;
        int end = start;
        while (end < at && " \t".indexOf(text.charAt(end)) >= 0) {
            end++;
        }
        return text.substring(start, end);
    }

    private static String entry(String indent, String name, Map<String, Object> members) {
        return Shown.json(name) + ": " + value(indent, members);
    }

    /** @param value members, or JSON text */
    private static String value(String indent, Object value) {
        if (!(value instanceof Map<?, ?> members)) {
            return value.toString();
        }
        var inner = indent + UNIT;
        return members.entrySet().stream()
                .map(member -> inner + Shown.json(member.getKey().toString()) + ": " + value(inner, member.getValue()))
                .collect(Collectors.joining(",\n", "{\n", "\n" + indent + "}"));
    }

    private static String compact(String name, Map<String, Object> members) {
        return entry("", name, members)
                .replaceAll("\\{\n\\s*", "{")
                .replaceAll(",\n\\s*", ", ")
                .replaceAll("\n\\s*}", "}");
    }
}
