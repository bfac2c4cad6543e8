package io.nexusmcp.web;

import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/2 in clear text. Behind a proxy only for clients that begin with it: a proxy that passes on an upgrade from
 * HTTP/1.1 sees nothing of what follows, and its client could say anything in its name.
 */
final class ClearHttp2 extends HTTP2CServerConnectionFactory {
    private final BooleanSupplier isBehindProxy;

    ClearHttp2(HttpConfiguration http, BooleanSupplier isBehindProxy) {
        super(http);
        this.isBehindProxy = isBehindProxy;
    }

    @Override
    public @Nullable Connection upgradeConnection(
            Connector connector, EndPoint endPoint, MetaData.Request request, HttpFields.Mutable response101) {
        boolean beginsWithIt = HttpMethod.PRI.is(request.getMethod());
        return beginsWithIt || !isBehindProxy.getAsBoolean()
                ? super.upgradeConnection(connector, endPoint, request, response101)
                : null;
    }
}
