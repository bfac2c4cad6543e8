package io.nexusmcp.core;

import java.util.regex.Pattern;

/** The name an operator gave a server: a slug of at most 40 characters, {@code [a-z0-9-]}, no hyphen at the ends. */
public record ServerName(String value) implements Comparable<ServerName> {
    private static final Pattern SLUG = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");

    public ServerName {
        if (!isValid(value)) {
            throw new IllegalArgumentException("a server name is 1 to 40 of a-z, 0-9 and inner hyphens");
        }
    }

    public static boolean isValid(String value) {
        return SLUG.matcher(value).matches();
    }

    @Override
    public int compareTo(ServerName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
