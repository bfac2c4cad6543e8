package io.nexusmcp.upstream;

import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.route.ServerNews;
import io.nexusmcp.protocol.ListKind;
import io.nexusmcp.protocol.json.JsonObject;
import java.util.Optional;

/** Passes on what the connection of one caller tells, to that caller and to no other. */
final class CallerEvents implements LinkEvents {
    private final Partition partition;
    private final Heard heard;

    CallerEvents(Partition partition, Heard heard) {
        this.partition = partition;
        this.heard = heard;
    }

    /**
     * Who hears of it.
     *
     * @param look has the lists read again
     */
    record Heard(
            ServerName server, Announcements announcements, Runnable look, ServerWatches watches, ServerNews news) {}

    @Override
    public void listChanged(ListKind kind) {
        heard.announcements().add(Optional.of(partition.caller()), kind);
        heard.look().run();
    }

    @Override
    public void updated(JsonObject params) {
        heard.watches().updated(Optional.of(partition), params);
    }

    @Override
    public void elicitationComplete(String elicitationId) {
        heard.news().elicitationComplete(heard.server(), partition.caller(), elicitationId);
    }

    @Override
    public void missed() {
        heard.watches().missed(Optional.of(partition));
    }

    @Override
    public void lost(String why) {
        missed();
    }
}
