package io.nexusmcp.dataplane.websocket;

import io.nexusmcp.core.limit.Allowance;
import io.nexusmcp.dataplane.conversation.Conversation;
import io.nexusmcp.web.BodyBudget;
import io.nexusmcp.web.BodyReader;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;

/**
 * What one WebSocket is held to, and who hears of it.
 *
 * @param limits of one message, those in force
 * @param admit counts one message of the client's address
 * @param budget that all messages of all clients share
 * @param offer what clients are offered now
 * @param refused hears what was refused and the HTTP status that says the same
 * @param onGone told when the connection is over; more than once perhaps
 */
record Terms(
        Supplier<BodyReader.Limits> limits,
        Supplier<Allowance> admit,
        BodyBudget budget,
        WebSocketConnections.Offer offer,
        ObjIntConsumer<String> refused,
        Consumer<Conversation> onGone) {}
