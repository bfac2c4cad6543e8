package io.nexusmcp.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers what Jetty itself refuses, such as broken framing, and handlers that failed: the status and nothing else. */
final class ErrorAnswers implements Request.Handler {
    private final RefusedRequests refused;

    ErrorAnswers(RefusedRequests refused) {
        this.refused = refused;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        if (request.getAttribute(ErrorHandler.ERROR_EXCEPTION) instanceof HttpException malformed) {
            status = malformed.getCode();
            refused.refused(peer(request), "malformed HTTP", status, TraceId.next());
        }
        // what is left of a request that failed is not worth the wait
        response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
        PlainAnswer.error(request, response, callback, status);
        return true;
    }

    static InetAddress peer(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress remote
                ? remote.getAddress()
                : InetAddress.getLoopbackAddress();
    }
}
