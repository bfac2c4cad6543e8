package io.nexusmcp.upstream;

import io.nexusmcp.core.catalog.HeaderParam;
import io.nexusmcp.protocol.HeaderValue;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        if (!outgoing.headerParams().isEmpty()) {
            var arguments = outgoing.params().object("arguments").orElse(JsonObject.EMPTY);
            for (var param : outgoing.headerParams()) {
                value(arguments, param)
                        .ifPresent(text -> headers.add(new BasicHeader("Mcp-Param-" + param.header(), text)));
            }
        }
        return headers;
    }

    private static Optional<String> value(JsonObject arguments, HeaderParam param) {
        var object = Optional.of(arguments);
        var path = param.path();
        for (var step : path.subList(0, path.size() - 1)) {
            object = object.flatMap(parent -> parent.object(step));
        }
        return object.flatMap(parent -> parent.get(path.getLast())).flatMap(MirroredHeaders::text);
    }

    private static Optional<String> text(JsonSlice value) {
        if (value.isNull() || value.isObject() || value.isArray()) {
            return Optional.empty();
        }
        return Optional.of(value.isString() ? HeaderValue.encode(value.asString()) : plain(value.text()));
    }

    /** Integers are written in decimal, however they stand in the body. */
    private static String plain(String json) {
        if (json.indexOf('.') < 0 && json.indexOf('e') < 0 && json.indexOf('E') < 0) {
            return json;
        }
        if (json.equals("true") || json.equals("false")) {
            return json;
        }
        var number = new BigDecimal(json);
        return number.stripTrailingZeros().scale() <= 0 ? number.toBigInteger().toString() : json;
    }
}
