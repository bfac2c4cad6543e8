package io.nexusmcp.web;

import io.nexusmcp.core.limit.Allowance;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.Graceful;

/**
 * What every request passes before anything of it is read: names, origins, methods, and the limit of its address, all
 * under the one configuration in force as it comes. What it lets in arrives at the next handler as a {@link Visit}.
 */
final class FrontDoor extends Handler.Wrapper implements Graceful {
    private static final Set<String> KNOWN_METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");
    private static final Set<String> NEVER_ALLOWED = Set.of("TRACE", "CONNECT");

    private final HostGuard hosts;
    private final OriginGuard origins;
    private final Supplier<Door> doors;
    private final RefusedRequests refused;
    private volatile boolean isDraining;

    FrontDoor(HostGuard hosts, OriginGuard origins, Supplier<Door> doors, RefusedRequests refused, Handler inside) {
        super(inside);
        this.hosts = hosts;
        this.origins = origins;
        this.doors = doors;
        this.refused = refused;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        PlainAnswer.secure(response.getHeaders());
        var door = doors.get();
        var headers = request.getHeaders();
        var peer = PeerAddress.of(ErrorAnswers.peer(request), headers, door.access());
        var visit = new Visit(request, peer, TraceId.of(headers.get("traceparent")), door);
        if (!hasAllowedHost(visit)) {
            return refuse(visit, response, callback, "host", HttpStatus.FORBIDDEN_403);
        }
        if (!origins.admits(headers.getValuesList(HttpHeader.ORIGIN), door.access())) {
            return refuse(visit, response, callback, "origin", HttpStatus.FORBIDDEN_403);
        }
        int refusedMethod = refusedMethod(request.getMethod());
        if (refusedMethod != 0) {
            return refuse(visit, response, callback, "method", refusedMethod);
        }
        return admit(visit, response, callback);
    }

    private boolean admit(Visit visit, Response response, Callback callback) throws Exception {
        if (!isProbe(visit)) {
            var allowance = visit.door().admit(visit.peer());
            if (!allowance.isGranted()) {
                sayWhenAgain(response, allowance);
                return refuse(visit, response, callback, "limit of the address", HttpStatus.TOO_MANY_REQUESTS_429);
            }
        }
        if (isDraining) {
            return refuse(visit, response, callback, "stopping", HttpStatus.SERVICE_UNAVAILABLE_503);
        }
        if (!super.handle(visit, response, callback)) {
            return refuse(visit, response, callback, "path", HttpStatus.NOT_FOUND_404);
        }
        return true;
    }

    /** Who asks whether the hub lives must hear it under any load; the answer costs nothing. */
    private static boolean isProbe(Visit visit) {
        var path = visit.getHttpURI().getPath();
        return "/health/live".equals(path) || "/health/ready".equals(path);
    }

    /** From now on whoever still has a connection is told to come back later. */
    @Override
    public CompletableFuture<Void> shutdown() {
        isDraining = true;
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public boolean isShutdown() {
        return isDraining;
    }

    private boolean refuse(Visit visit, Response response, Callback callback, String reason, int status) {
        refused.refused(visit.peer(), reason, status, visit.traceId());
        PlainAnswer.error(visit, response, callback, status);
        return true;
    }

    /** Both where a request names its host must be allowed: the target or {@code :authority}, and the Host header. */
    private boolean hasAllowedHost(Visit visit) {
        var rules = visit.door().access();
        var inHeader = visit.getHeaders().getValuesList(HttpHeader.HOST);
        var inTarget = visit.getHttpURI().getAuthority();
        if (inHeader.isEmpty()) {
            boolean isHttp2 = visit.getConnectionMetaData().getHttpVersion().getVersion() >= 20;
            return isHttp2 && inTarget != null && hosts.admits(inTarget, rules);
        }
        var host = inHeader.getFirst();
        return inHeader.size() == 1
                && host != null
                && hosts.admits(host, rules)
                && (inTarget == null || inTarget.equals(host) || hosts.admits(inTarget, rules));
    }

    private static int refusedMethod(String method) {
        if (!KNOWN_METHODS.contains(method)) {
            return HttpStatus.NOT_IMPLEMENTED_501;
        }
        return NEVER_ALLOWED.contains(method) ? HttpStatus.METHOD_NOT_ALLOWED_405 : 0;
    }

    private static void sayWhenAgain(Response response, Allowance allowance) {
        long seconds = Math.max(1, allowance.retryAfter().plusMillis(999).toSeconds());
        var headers = response.getHeaders();
        headers.put(HttpHeader.RETRY_AFTER, seconds);
        headers.put("X-RateLimit-Limit", Long.toString(allowance.limit()));
        headers.put("X-RateLimit-Remaining", "0");
        headers.put("X-RateLimit-Reset", Long.toString(seconds));
    }
}
