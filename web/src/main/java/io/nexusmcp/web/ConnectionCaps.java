package io.nexusmcp.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.io.SelectorManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes connections at once that are one too many, in all or of one address; a declared proxy has no limit of its own. */
final class ConnectionCaps implements SelectorManager.AcceptListener {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionCaps.class);

    private final Supplier<Door> doors;
    private final Map<SelectableChannel, String> open = new HashMap<>();
    private final Map<String, Integer> perSubscriber = new HashMap<>();

    ConnectionCaps(Supplier<Door> doors) {
        this.doors = doors;
    }

    @Override
    public void onAccepting(SelectableChannel channel) {
        try {
            if (channel instanceof SocketChannel socket
                    && socket.getRemoteAddress() instanceof InetSocketAddress remote
                    && !enter(channel, remote.getAddress())) {
                channel.close();
            }
        } catch (IOException gone) {
            LOG.debug("A connection ended while it was accepted", gone);
        }
    }

    @Override
    public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
        leave(channel);
    }

    @Override
    public void onClosed(SelectableChannel channel) {
        leave(channel);
    }

    private synchronized boolean enter(SelectableChannel channel, InetAddress address) {
        var door = doors.get();
        var limits = door.limits();
        var subscriber = PeerAddress.subscriber(address);
        int ofAddress = perSubscriber.getOrDefault(subscriber, 0);
        boolean isOneTooMany =
                ofAddress >= limits.maxConnectionsPerIp() && !door.access().isTrusted(address);
        if (open.size() >= limits.maxConnections() || isOneTooMany) {
            LOG.debug(
                    "Connection refused: {} of {} open, {} of its address",
                    open.size(),
                    limits.maxConnections(),
                    ofAddress);
            return false;
        }
        open.put(channel, subscriber);
        perSubscriber.put(subscriber, ofAddress + 1);
        return true;
    }

    private synchronized void leave(SelectableChannel channel) {
        var subscriber = open.remove(channel);
        if (subscriber != null) {
            perSubscriber.computeIfPresent(subscriber, (_, count) -> count == 1 ? null : count - 1);
        }
    }
}
