package io.nexusmcp.upstream;

import io.nexusmcp.protocol.ListKind;
import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.json.JsonObject;

/** What a server tells outside of calls on one connection, and what becomes of that connection; must not block. */
interface LinkEvents {
    LinkEvents IGNORED = new LinkEvents() {
        @Override
        public void listChanged(ListKind kind) {
            // it is only probed
        }

        @Override
        public void lost(String why) {
            // whoever asks next finds the link closed
        }
    };

    void listChanged(ListKind kind);

    /** A watched resource, or a part of it, has changed. */
    default void updated(JsonObject params) {
        // nothing is watched
    }

    /** A page that somebody was sent to is done with. */
    default void elicitationComplete(String elicitationId) {
        // nobody was sent to one
    }

    /** From now on changes are told. */
    default void hears() {
        // nothing was missed so far
    }

    /** For a while nobody heard what the server told. */
    default void missed() {
        // nothing is waited for
    }

    void lost(String why);

    /** Passes on what a notification tells, if it is one of these. */
    default void take(Message.Notification note) {
        switch (note.method()) {
            case "notifications/resources/updated" -> updated(note.params());
            case "notifications/elicitation/complete" ->
                note.params().string("elicitationId").ifPresent(this::elicitationComplete);
            default -> ListKind.ofNotification(note.method()).ifPresent(this::listChanged);
        }
    }
}
