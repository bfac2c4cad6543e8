package io.nexusmcp.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.eclipse.jetty.io.SelectorManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes connections at once that are one too many, in all or of one address. */
final class ConnectionCaps implements SelectorManager.AcceptListener {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionCaps.class);

    private final int maxInAll;
    private final int maxPerAddress;
    private final Predicate<InetAddress> isExempt;
    private final Map<SelectableChannel, String> open = new HashMap<>();
    private final Map<String, Integer> perSubscriber = new HashMap<>();

    /** @param isExempt addresses without a limit of their own, such as a proxy before the hub */
    ConnectionCaps(int maxInAll, int maxPerAddress, Predicate<InetAddress> isExempt) {
        this.maxInAll = maxInAll;
        this.maxPerAddress = maxPerAddress;
        this.isExempt = isExempt;
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
        var subscriber = PeerAddress.subscriber(address);
        int ofAddress = perSubscriber.getOrDefault(subscriber, 0);
        boolean isOneTooMany = ofAddress >= maxPerAddress && !isExempt.test(address);
        if (open.size() >= maxInAll || isOneTooMany) {
            LOG.debug("Connection refused: {} of {} open, {} of its address", open.size(), maxInAll, ofAddress);
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
