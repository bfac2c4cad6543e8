package io.nexusmcp.dataplane.conversation;

import io.nexusmcp.core.AnswerBudget;
import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.pipeline.ClientStream;
import io.nexusmcp.protocol.ClientMessage;
import io.nexusmcp.protocol.Headers;
import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One message of a conversation from its arrival to its answer. Safe for use by many threads. */
final class ConnectionMessage implements Inbound.Body, ClientStream {
    private final Conversation conversation;
    private final Inbound.Body bytes;
    private final Consumer<Message> decoded;
    private final AnswerBudget.Part held = AnswerBudget.OF_THIS_PROCESS.open();
    private final List<Runnable> whenGone = new ArrayList<>(1);
    private volatile Optional<Message> message = Optional.empty();
    private boolean isGone;

    /** @param decoded told what the message says, before anything is done about it */
    ConnectionMessage(Conversation conversation, Inbound.Body bytes, Consumer<Message> decoded) {
        this.conversation = conversation;
        this.bytes = bytes;
        this.decoded = decoded;
    }

    @Override
    public byte[] read() {
        return bytes.read();
    }

    @Override
    public ClientMessage decode(Headers headers, JsonLimits limits) {
        var read = conversation.decode(this, bytes.read(), limits);
        message = Optional.of(read.message());
        decoded.accept(read.message());
        return read;
    }

    @Override
    public boolean isMirrored() {
        return false;
    }

    @Override
    public Optional<String> owner() {
        return Optional.of(conversation.owner());
    }

    /** What it says, once that is known. */
    Optional<Message> message() {
        return message;
    }

    @Override
    public boolean canStream() {
        return true;
    }

    @Override
    public void send(JsonSlice note) {
        if (!isGone()) {
            conversation.send(note);
        }
    }

    @Override
    public boolean holds(long size) {
        return held.add(size);
    }

    @Override
    public void onDisconnect(Runnable action) {
        synchronized (this) {
            if (!isGone) {
                whenGone.add(action);
                return;
            }
        }
        action.run();
    }

    synchronized boolean isGone() {
        return isGone;
    }

    /** Nobody waits for the answer any more: its client cancelled, or left. */
    void abandon() {
        List<Runnable> actions;
        synchronized (this) {
            if (isGone) {
                return;
            }
            isGone = true;
            actions = List.copyOf(whenGone);
        }
        actions.forEach(action -> Thread.ofVirtual().name("client-gone").start(action));
    }

    /** The answer has left. */
    void finished() {
        held.close();
    }
}
