package io.nexusmcp.core;

import io.nexusmcp.protocol.ProtocolError;
import java.time.Duration;

/** A foreseen no, with its reason. Texts name the rule and never repeat what the caller sent. */
public sealed interface Refusal {
    /** Refused by a listener before anything was read; {@code rule} is a fixed word such as host or origin. */
    record AtTheDoor(String rule, int httpStatus) implements Refusal {}

    /** No credential, or one that does not hold; which of both is for the audit log only. */
    record Unauthenticated(String why) implements Refusal {}

    /** More than one credential, or credentials in a place where none belong: HTTP 400. */
    record AmbiguousCredentials(String why) implements Refusal {}

    /** A known caller without the permission for this endpoint: HTTP 403. */
    record Forbidden(String permission) implements Refusal {}

    /** {@code limit} says which one, {@code allowed} how many requests it lets pass in its period. */
    record RateLimited(String limit, long allowed, Duration retryAfter) implements Refusal {}

    /** Too many requests of this caller at the same time: HTTP 429. */
    record TooManyAtOnce(int allowed) implements Refusal {}

    /** The caller has as many tasks as it may, or the hub has: HTTP 429. */
    record TooManyTasks(int allowed) implements Refusal {}

    record TooLarge(long maxBytes) implements Refusal {}

    /** The body did not arrive in time: HTTP 408. */
    record TooSlow() implements Refusal {}

    /** Not acceptable as MCP; the answer is already known. */
    record Malformed(ProtocolError error) implements Refusal {}

    /** Missing, disabled or not permitted: the caller cannot tell which. {@code kind} is tool, prompt or resource. */
    record Unknown(String kind, String why) implements Refusal {}

    /** Arguments against the schema or a guard; answered as a result with {@code isError}. */
    record InvalidArguments(String path, String rule) implements Refusal {}

    /** A legacy session that is unknown, ended or another caller's: HTTP 404. */
    record UnknownSession() implements Refusal {}

    /** The server could not answer; {@code why} is for the log, the caller gets an incident id. */
    record UpstreamFailed(ServerName server, String why) implements Refusal {}

    /** The answer came but a guard holds it back. */
    record Withheld(String rule) implements Refusal {}

    /** The server needs an answer that it cannot have; {@code why} is a fixed sentence that the caller may read. */
    record Unanswered(String why) implements Refusal {}

    /** The client went away or cancelled. */
    record Cancelled() implements Refusal {}

    /** The hub cannot serve now, such as when the audit log cannot be written: HTTP 503. */
    record Unavailable(String component) implements Refusal {}
}
