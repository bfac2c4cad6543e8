package io.nexusmcp.store.audit;

import io.nexusmcp.core.audit.AuditEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** The members of an event's line, each cut to its length; the line's ends are the chain's. */
final class EventText {
    /** Times have one width, so that they compare as text. */
    static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final int TYPICAL_LENGTH = 1_024;
    private static final int SHORT = 128;
    private static final int TARGET = 256;
    private static final int DETAIL = 512;
    private static final int SECONDS_LENGTH = "2026-11-21T09:41:00".length();

    private static volatile Second lastSecond = Second.of(Instant.EPOCH);

    private EventText() {}

    private record Second(long epochSecond, String text) {
        static Second of(Instant time) {
            return new Second(time.getEpochSecond(), TIME.format(time).substring(0, SECONDS_LENGTH));
        }
    }

    /** Starts with {@code ,"kind":}, ends without the closing brace. */
    static byte[] of(AuditEvent event) {
        var line = new LineBuffer(TYPICAL_LENGTH);
        line.raw(",\"kind\":\"").raw(kind(event.kind()));
        line.raw("\",\"time\":\"");
        time(line, event.time());
        line.raw('"');
        members(line, event);
        return line.copy();
    }

    /** All members but kind and time, each with a comma before it. */
    static void members(LineBuffer line, AuditEvent event) {
        text(line, ",\"traceId\":", event.traceId(), SHORT);
        var who = event.who();
        text(line, ",\"workspace\":", who.workspace(), SHORT);
        text(line, ",\"caller\":", who.caller(), SHORT);
        text(line, ",\"agent\":", who.agent(), SHORT);
        text(line, ",\"peer\":", who.peer(), SHORT);
        var what = event.what();
        text(line, ",\"operation\":", what.operation(), SHORT);
        text(line, ",\"server\":", what.server(), SHORT);
        text(line, ",\"target\":", what.target(), TARGET);
        text(line, ",\"definitionHash\":", what.definitionHash(), SHORT);
        text(line, ",\"policyVersion\":", event.policyVersion(), SHORT);
        line.raw(",\"outcome\":\"").raw(outcome(event.verdict().outcome())).raw('"');
        text(line, ",\"reason\":", event.verdict().reason(), SHORT);
        text(line, ",\"detail\":", event.verdict().detail(), DETAIL);
        line.raw(",\"totalMicros\":").number(event.took().totalMicros());
        line.raw(",\"upstreamMicros\":").number(event.took().upstreamMicros());
    }

    static String kind(AuditEvent.Kind kind) {
        return switch (kind) {
            case MCP -> "mcp";
            case ADMIN -> "admin";
            case SYSTEM -> "system";
        };
    }

    static void time(LineBuffer line, Instant time) {
        var second = lastSecond;
        if (second.epochSecond() != time.getEpochSecond()) {
            second = Second.of(time);
            lastSecond = second;
        }
        int micros = time.getNano() / 1_000;
        line.raw(second.text()).raw('.');
        for (int unit = 100_000; unit > 0; unit /= 10) {
            line.raw((char) ('0' + micros / unit % 10));
        }
        line.raw('Z');
    }

    /** How much of a member's text is kept. */
    static int longest(String member) {
        return member.equals("target") ? TARGET : SHORT;
    }

    private static String outcome(AuditEvent.Outcome outcome) {
        return switch (outcome) {
            case ALLOWED -> "allowed";
            case DENIED -> "denied";
            case FAILED -> "failed";
        };
    }

    private static void text(LineBuffer line, String member, String value, int maxLength) {
        line.raw(member).quoted(value, maxLength);
    }

    private static void text(LineBuffer line, String member, Optional<String> value, int maxLength) {
        line.raw(member);
        if (value.isPresent()) {
            line.quoted(value.get(), maxLength);
        } else {
            line.raw("null");
        }
    }
}
