package io.nexusmcp.adminplane;

/** Who may use a route. */
sealed interface Access {
    /** Anybody, without a credential. */
    record Public() implements Access {}

    /** Any caller with a credential that holds. */
    record AnyCaller() implements Access {}

    /**
     * Callers to whom this permission, such as {@code read:keys}, is granted.
     *
     * @param orIsOwn whether the key that the path names as {@code {id}} may always do it to itself
     */
    record Needs(String action, String resource, boolean orIsOwn) implements Access {
        @Override
        public String toString() {
            return action + ":" + resource;
        }
    }

    /** Any caller; the pipeline decides about the tool, and hides what is forbidden. */
    record Pipeline() implements Access {}

    static Access needs(String action, String resource) {
        return new Needs(action, resource, false);
    }

    /** Like {@link #needs}, but a key may always do it to itself. */
    static Access needsUnlessOwn(String action, String resource) {
        return new Needs(action, resource, true);
    }
}
