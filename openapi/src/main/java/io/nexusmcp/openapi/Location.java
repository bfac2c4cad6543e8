package io.nexusmcp.openapi;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The part of a request that a parameter or credential stands in, with the styles it can be written in there. */
enum Location {
    PATH,
    QUERY,
    HEADER,
    COOKIE;

    /** How arrays and objects become text. */
    enum Style {
        SIMPLE("simple"),
        LABEL("label"),
        MATRIX("matrix"),
        FORM("form"),
        SPACE_DELIMITED("spaceDelimited"),
        PIPE_DELIMITED("pipeDelimited"),
        DEEP_OBJECT("deepObject");

        private final String word;

        Style(String word) {
            this.word = word;
        }
    }

    static Optional<Location> of(String word) {
        return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
    }

    /** As documents write it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The first is the usual one. */
    private List<Style> styles() {
        return switch (this) {
            case PATH -> List.of(Style.SIMPLE, Style.LABEL, Style.MATRIX);
            case QUERY -> List.of(Style.FORM, Style.SPACE_DELIMITED, Style.PIPE_DELIMITED, Style.DEEP_OBJECT);
            case HEADER -> List.of(Style.SIMPLE);
            case COOKIE -> List.of(Style.FORM);
        };
    }

    Style usualStyle() {
        return styles().getFirst();
    }

    Optional<Style> style(String word) {
        return styles().stream().filter(style -> style.word.equals(word)).findFirst();
    }
}
