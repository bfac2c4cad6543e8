package io.nexusmcp.protocol;

import java.util.List;
import java.util.Optional;

/** A revision of the Model Context Protocol, oldest first. */
public enum Revision {
    V2024_11_05("2024-11-05"),
    V2025_03_26("2025-03-26"),
    V2025_06_18("2025-06-18"),
    V2025_11_25("2025-11-25"),
    V2026_07_28("2026-07-28");

    /** The newest revision that {@code initialize} can negotiate. */
    public static final Revision NEWEST_LEGACY = V2025_11_25;

    public static final Revision NEWEST = V2026_07_28;

    private static final List<Revision> ALL = List.of(values());

    private final String text;

    Revision(String text) {
        this.text = text;
    }

    /** The date as it stands on the wire. */
    public String text() {
        return text;
    }

    public Era era() {
        return this == V2026_07_28 ? Era.MODERN : Era.LEGACY;
    }

    public boolean isAtLeast(Revision other) {
        return compareTo(other) >= 0;
    }

    public static Optional<Revision> of(String text) {
        for (var revision : ALL) {
            if (revision.text.equals(text)) {
                return Optional.of(revision);
            }
        }
        return Optional.empty();
    }
}
