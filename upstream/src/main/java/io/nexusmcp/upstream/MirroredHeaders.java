package io.nexusmcp.upstream;

import io.nexusmcp.protocol.HeaderParams;
import io.nexusmcp.protocol.HeaderValue;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;

/** The headers of a modern request that repeat parts of its body, always made from the body that is sent. */
final class MirroredHeaders {
    private static final Header VERSION = new BasicHeader(HttpTransport.VERSION, Revision.NEWEST.text());

    private MirroredHeaders() {}

    static List<Header> of(Outgoing outgoing) {
        var headers = new ArrayList<Header>(3 + outgoing.headerParams().size());
        headers.add(VERSION);
        headers.add(new BasicHeader("Mcp-Method", outgoing.method()));
        outgoing.name().ifPresent(name -> headers.add(new BasicHeader("Mcp-Name", HeaderValue.encode(name))));
        outgoing.params()
                .get("arguments")
                .filter(JsonSlice::isObject)
                .ifPresent(arguments -> HeaderParams.values(outgoing.headerParams(), arguments)
                        .forEach((header, value) -> headers.add(new BasicHeader(header, value))));
        return headers;
    }
}
