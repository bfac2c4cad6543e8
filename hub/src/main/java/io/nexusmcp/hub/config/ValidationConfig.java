package io.nexusmcp.hub.config;

import static io.nexusmcp.hub.config.Doc.live;

/** Checks of arguments beyond the tool's own schema: the keys of {@code validation}. */
public record ValidationConfig(boolean dangerousKeys, boolean pathTraversal) {
    static ValidationConfig read(Section section) {
        return new ValidationConfig(
                section.value(
                        live("dangerousKeys", "Refuses keys such as `__import__` and `eval` at any depth."),
                        Values.BOOL,
                        true),
                section.value(
                        live("pathTraversal", "Refuses paths that climb out, in any encoding."), Values.BOOL, true));
    }
}
