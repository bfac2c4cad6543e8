package io.nexusmcp.adminplane;

/** Who may use a route. */
sealed interface Access {
    /** Anybody, without a credential. */
    record Public() implements Access {}

    /** Any caller with a credential that holds. */
    record AnyCaller() implements Access {}

    /** Callers to whom this permission, such as {@code read:keys}, is granted. */
    record Needs(String action, String resource) implements Access {
        @Override
        public String toString() {
            return action + ":" + resource;
        }
    }

    /** Any caller; the pipeline decides about the tool, and hides what is forbidden. */
    record Pipeline() implements Access {}

    static Access needs(String action, String resource) {
        return new Needs(action, resource);
    }
}
