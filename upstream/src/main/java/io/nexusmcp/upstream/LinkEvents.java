package io.nexusmcp.upstream;

/** What the hub's own connection tells the supervisor of a server. */
interface LinkEvents {
    LinkEvents IGNORED = new LinkEvents() {
        @Override
        public void listChanged() {
            // connections of callers do not feed the catalog
        }

        @Override
        public void lost(String why) {
            // whoever calls next finds the link closed
        }
    };

    void listChanged();

    void lost(String why);
}
