package io.nexusmcp.protocol;

import java.util.Optional;

/**
 * What {@code MCP-Protocol-Version} says. A text that is no known legacy date counts as modern, so that nothing new is
 * ever served by older rules.
 */
record VersionHeader(Optional<String> text) {
    static final String NAME = "MCP-Protocol-Version";
    private static final String FIRST_MODERN = Revision.V2026_07_28.text();

    /** {@link ProtocolException} when the header is there more than once. */
    static VersionHeader of(Headers headers) {
        var values = headers.all(NAME);
        if (values.size() > 1) {
            throw MirroredHeaders.mismatch("more than one " + NAME + " header");
        }
        return new VersionHeader(values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst()));
    }

    static boolean isModern(String version) {
        return version.compareTo(FIRST_MODERN) >= 0 || Revision.of(version).isEmpty();
    }

    boolean isModern() {
        return text.filter(VersionHeader::isModern).isPresent();
    }

    boolean contradicts(String version) {
        return text.filter(named -> !named.equals(version)).isPresent();
    }

    Optional<Revision> revision() {
        return text.flatMap(Revision::of);
    }
}
