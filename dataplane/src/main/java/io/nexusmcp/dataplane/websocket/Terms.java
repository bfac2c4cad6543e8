package io.nexusmcp.dataplane.websocket;

import io.nexusmcp.dataplane.conversation.Conversation;
import io.nexusmcp.web.BodyBudget;
import io.nexusmcp.web.BodyReader;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;

/**
 * What one WebSocket is held to, and who hears of it.
 *
 * @param limits of one message, those in force
 * @param budget that all messages of all clients share
 * @param ping between pings, that in force
 * @param writeTimeout how long a client may take to read one message
 * @param refused hears what was refused and the HTTP status that says the same
 * @param onGone told when the connection is over; more than once perhaps
 */
record Terms(
        Supplier<BodyReader.Limits> limits,
        BodyBudget budget,
        Supplier<Duration> ping,
        Duration writeTimeout,
        ObjIntConsumer<String> refused,
        Consumer<Conversation> onGone) {}
