package io.nexusmcp.upstream;

import io.nexusmcp.core.route.Exchange;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.protocol.Era;
import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongFunction;

/** A server at the other end of a wire that has been greeted. */
final class ChannelLink implements Link {
    private final Wire wire;
    private final MessageChannel channel;
    private final Greeting greeting;
    private final LevelOfLog level;
    private final SubscribedResources subscribed = new SubscribedResources();
    private final ListenStream listening;

    private ChannelLink(Wire wire, MessageChannel channel, Greeting greeting, boolean isShared, LinkEvents events) {
        this.wire = wire;
        this.channel = channel;
        this.greeting = greeting;
        this.level = new LevelOfLog(greeting, isShared);
        this.listening = new ListenStream(greeting.announced(), events, channel::listen);
    }

    /** Greets a server; when that fails, its owner ends the wire. */
    static ChannelLink open(
            Wire wire, MessageChannel channel, Era era, boolean isShared, LinkEvents events, Deadline deadline) {
        var greeting = era == Era.MODERN ? discover(channel, deadline) : initialize(channel, deadline);
        return new ChannelLink(wire, channel, greeting, isShared, events);
    }

    private static Greeting discover(MessageChannel channel, Deadline deadline) {
        return Handshake.discovered(ask(channel, deadline));
    }

    /** The answer to {@code server/discover}. */
    static Message ask(MessageChannel channel, Deadline deadline) {
        return channel.request(
                Handshake.DISCOVER,
                id -> Stamp.modern(JsonObject.EMPTY, id, QuietExchange.INSTANCE),
                QuietExchange.INSTANCE,
                deadline);
    }

    /** A server that refuses may be a modern one that was silent too long when it was probed. */
    private static Greeting initialize(MessageChannel channel, Deadline deadline) {
        var answer = channel.request(
                Handshake.INITIALIZE,
                _ -> Stamp.initialize(channel.declared()).whole(),
                QuietExchange.INSTANCE,
                deadline);
        if (answer instanceof Message.Failure) {
            var second = ask(channel, deadline);
            return Handshake.era(second) == Era.MODERN ? Handshake.discovered(second) : Handshake.initialized(answer);
        }
        var greeting = Handshake.initialized(answer);
        channel.notify("notifications/initialized", JsonObject.EMPTY.whole());
        return greeting;
    }

    @Override
    public Greeting greeting() {
        return greeting;
    }

    @Override
    public UpstreamReply request(Outgoing outgoing, Exchange exchange, Deadline deadline) {
        if (greeting.isModern()) {
            return send(outgoing, id -> Stamp.modern(outgoing.params(), id, exchange), exchange, deadline);
        }
        level.adjust(
                exchange, setLevel -> send(setLevel, _ -> setLevel.params().whole(), QuietExchange.INSTANCE, deadline));
        return send(outgoing, id -> Stamp.legacy(outgoing.params(), id, exchange), exchange, deadline);
    }

    private UpstreamReply send(
            Outgoing outgoing, LongFunction<JsonSlice> params, Exchange exchange, Deadline deadline) {
        var call = new PendingCall(outgoing.awaitedTask());
        return Answers.reply(channel.request(outgoing.method(), params, call, exchange, deadline), greeting.revision());
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public boolean announcesChanges() {
        return greeting.announcesChanges() && (!greeting.isModern() || listening.announcesChanges());
    }

    @Override
    public Set<String> watch(Set<String> uris, Deadline deadline) {
        return greeting.isModern()
                ? listening.watch(uris, deadline)
                : subscribed.adjust(uris, subscription -> request(subscription, QuietExchange.INSTANCE, deadline));
    }

    @Override
    public boolean isAsking() {
        return channel.isAsking();
    }

    @Override
    public OptionalLong processId() {
        return wire.processId();
    }

    @Override
    public void close() {
        wire.close();
    }
}
