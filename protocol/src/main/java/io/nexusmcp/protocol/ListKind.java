package io.nexusmcp.protocol;

import java.util.Optional;

/** The lists of a server whose changes are told. Templates belong to the resources. */
public enum ListKind {
    TOOLS("tools"),
    PROMPTS("prompts"),
    RESOURCES("resources");

    private final String capability;

    ListKind(String capability) {
        this.capability = capability;
    }

    /** The list that a notification says has changed. */
    public static Optional<ListKind> ofNotification(String method) {
        for (var kind : values()) {
            if (kind.notification().equals(method)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** The capability under which servers offer it. */
    public String capability() {
        return capability;
    }

    /** The method by which clients are told. */
    public String notification() {
        return "notifications/" + capability + "/list_changed";
    }

    /** The member of a {@code subscriptions/listen} filter that asks for it. */
    String member() {
        return capability + "ListChanged";
    }
}
