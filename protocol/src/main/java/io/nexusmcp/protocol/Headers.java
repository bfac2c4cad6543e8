package io.nexusmcp.protocol;

import java.util.List;
import java.util.Optional;

/** The header fields of one message; names ignore case, values are trimmed of optional white space (RFC 9110). */
@FunctionalInterface
public interface Headers {
    Headers NONE = _ -> List.of();

    List<String> all(String name);

    /** The only value; empty when there is none or more than one. */
    default Optional<String> only(String name) {
        var values = all(name);
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }
}
