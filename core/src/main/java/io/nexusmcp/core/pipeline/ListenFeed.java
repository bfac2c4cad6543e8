package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.limit.Concurrency;
import io.nexusmcp.protocol.JsonRpc;
import io.nexusmcp.protocol.ListenFilter;
import io.nexusmcp.protocol.MetaKey;
import io.nexusmcp.protocol.RequestId;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.util.Optional;

/**
 * The stream of one {@code subscriptions/listen} request: the acknowledgement first, every message with the id of the
 * request, and a result when the hub ends it.
 */
final class ListenFeed implements NotificationFeed {
    private final Feeds feeds;
    private final Listening listening;
    private final RequestId id;
    private final ListenFilter honoured;
    private final Concurrency.Place place;
    private boolean isAcknowledged;
    private boolean isClosed;

    ListenFeed(Feeds feeds, Listening listening, RequestId id, ListenFilter honoured, Concurrency.Place place) {
        this.feeds = feeds;
        this.listening = listening;
        this.id = id;
        this.honoured = honoured;
        this.place = place;
    }

    @Override
    public Optional<JsonSlice> next(Duration patience) throws InterruptedException {
        if (!isAcknowledged) {
            isAcknowledged = true;
            listening.tasks().ifPresent(WatchedTasks::start);
            var params = ChangeNotice.tagged(honoured.params(), id);
            return Optional.of(JsonRpc.notification(ListenFilter.ACKNOWLEDGED, params.whole()));
        }
        var note = listening.inbox().next(patience);
        return note.isEmpty()
                ? Optional.empty()
                : feeds.now(listening).flatMap(at -> ChangeNotice.of(note.get(), listening, at, Optional.of(id)));
    }

    /** Also when one of the resources may not be read any more: a new request is told what still may. */
    @Override
    public boolean isEnded() {
        return feeds.now(listening).filter(listening::mayHearAll).isEmpty();
    }

    @Override
    public Optional<JsonSlice> farewell() {
        var meta = JsonObject.EMPTY
                .edit()
                .set(MetaKey.SUBSCRIPTION_ID, id.slice())
                .set(MetaKey.SERVER_INFO, Handshake.SERVER_INFO)
                .object();
        var result = JsonObject.EMPTY
                .edit()
                .set("resultType", "complete")
                .set("_meta", meta)
                .slice();
        return Optional.of(JsonRpc.result(id, result));
    }

    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            feeds.leave(listening);
            feeds.streamClosed();
            place.close();
        }
    }
}
