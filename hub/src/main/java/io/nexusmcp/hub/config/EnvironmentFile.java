package io.nexusmcp.hub.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** A file of lines {@code NAME=value}, with comments after {@code #}, optional quotes and {@code export}. */
final class EnvironmentFile {
    private static final Pattern LINE = Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)");
    private static final long MAX_BYTES = 1L << 20;

    private EnvironmentFile() {}

    static Map<String, Secret> read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new BadValue("is a file of more than 1MB", "");
            }
            return parse(Files.readString(file, UTF_8));
        } catch (IOException _) {
            throw new BadValue("names a file that cannot be read", "relative paths start from this file's folder");
        }
    }

    private static Map<String, Secret> parse(String text) {
        var variables = new LinkedHashMap<String, Secret>();
        int number = 0;
        for (var line : text.lines().map(String::strip).toList()) {
            number++;
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            var parts = LINE.matcher(line);
            if (!parts.matches()) {
                throw new BadValue("names a file whose line " + number + " is not NAME=value", "");
            }
            var value = value(parts.group(2));
            if (!value.isEmpty()) {
                variables.put(parts.group(1), new Secret(value));
            }
        }
        return variables;
    }

    private static String value(String written) {
        char quote = written.isEmpty() ? ' ' : written.charAt(0);
        int close = quote == '"' || quote == '\'' ? written.indexOf(quote, 1) : -1;
        if (close > 0) {
            return written.substring(1, close);
        }
        int comment = written.indexOf(" #");
        return comment < 0 ? written : written.substring(0, comment).strip();
    }
}
