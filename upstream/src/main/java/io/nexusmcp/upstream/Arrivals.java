package io.nexusmcp.upstream;

import io.nexusmcp.core.AnswerBudget;
import io.nexusmcp.core.ServerName;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What the messages may take that are coming on all long-lived connections of one server. No call and no deadline stands
 * behind these connections, so a server could leave a message unfinished on each.
 */
final class Arrivals {
    /** One server leaves room for the answers of the others, whatever it sends. */
    private static final int SHARE_OF_ALL = 2;

    private final ServerName server;
    private final AnswerBudget all;
    private final AnswerBudget own;
    private final Watch watch;
    private final Duration time;

    /**
     * @param all bytes of all servers
     * @param time for one message, as long as for a call that it may answer
     */
    Arrivals(ServerName server, AnswerBudget all, Watch watch, Duration time) {
        this.server = server;
        this.all = all;
        this.own = new AnswerBudget(all.total() / SHARE_OF_ALL);
        this.watch = watch;
        this.time = time;
    }

    /** @param end ends the connection, given the reason, when its message takes more than there is */
    Arrival on(Consumer<String> end) {
        return new Arrival(this, end);
    }

    ServerName server() {
        return server;
    }

    AnswerBudget.Part ofAll() {
        return all.open();
    }

    AnswerBudget.Part ofOwn() {
        return own.open();
    }

    Watch.Guard guard(Runnable overdue) {
        return watch.guard(Deadline.in(time), overdue);
    }
}
