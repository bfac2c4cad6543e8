package io.nexusmcp.protocol;

import java.util.List;

/** What the {@code x-mcp-header} annotations of a tool's schema come to. */
public sealed interface HeaderAnnotations {
    record Valid(List<HeaderParam> params) implements HeaderAnnotations {
        public Valid {
            params = List.copyOf(params);
        }
    }

    /** One annotation breaks the rules, so the whole tool must not be offered; the reason repeats nothing of it. */
    record Invalid(String reason) implements HeaderAnnotations {}
}
