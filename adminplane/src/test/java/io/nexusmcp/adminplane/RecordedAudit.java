package io.nexusmcp.adminplane;

import io.nexusmcp.core.audit.AuditEvent;
import io.nexusmcp.core.audit.AuditFailure;
import io.nexusmcp.core.audit.AuditSink;
import io.nexusmcp.core.audit.AuditTrail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Keeps events in memory; as a trail it answers with lines a test put there. */
final class RecordedAudit implements AuditSink, AuditTrail {
    private volatile Semaphore searches = new Semaphore(Integer.MAX_VALUE);
    private final List<AuditEvent> events = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final List<Query> queries = new ArrayList<>();
    private volatile boolean isBroken;
    private volatile boolean failsNextWrite;

    @Override
    public synchronized void append(AuditEvent event) {
        if (isBroken || failsNextWrite) {
            throw new AuditFailure("disk full", new IOException("disk full"));
        }
        events.add(event);
    }

    @Override
    public boolean isWritable() {
        return !isBroken;
    }

    void breakDown() {
        isBroken = true;
    }

    void failNextWrite() {
        failsNextWrite = true;
    }

    synchronized List<AuditEvent> events() {
        return List.copyOf(events);
    }

    synchronized AuditEvent onlyEvent() {
        if (events.size() != 1) {
            throw new AssertionError("not exactly one event: " + events);
        }
        return events.getFirst();
    }

    synchronized void line(int sequence) {
        lines.add("{\"v\":1,\"seq\":" + sequence + ",\"kind\":\"mcp\"}");
    }

    synchronized Query lastQuery() {
        return queries.getLast();
    }

    /** Searches take a permit each from now on. */
    void holdSearches(Semaphore permits) {
        searches = permits;
    }

    @Override
    public List<String> search(Query query) {
        searches.acquireUninterruptibly();
        return found(query);
    }

    private synchronized List<String> found(Query query) {
        queries.add(query);
        return lines.subList(Math.max(0, lines.size() - query.limit()), lines.size());
    }

    /** Lines are numbered from 1. */
    @Override
    public synchronized List<String> after(long sequence, int limit) {
        var newer = lines.subList(Math.min(lines.size(), (int) sequence), lines.size());
        return List.copyOf(newer.subList(0, Math.min(limit, newer.size())));
    }
}
