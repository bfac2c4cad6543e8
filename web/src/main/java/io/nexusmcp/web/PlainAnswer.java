package io.nexusmcp.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.json.JsonText;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Writes short answers: a JSON-RPC error that says no more than its status, or a given JSON text. */
public final class PlainAnswer {
    static final HttpField NO_SNIFF = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
    static final HttpField NO_STORE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");
    private static final HttpField JSON = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");

    private PlainAnswer() {}

    /** Answers with an error whose message is the status's own and whose code is the status, 400 and 500 apart. */
    public static void error(Request request, Response response, Callback callback, int status) {
        json(request, response, callback, status, errorBody(status));
    }

    /** Answers with a JSON text and closes the connection where the request is not complete by then. */
    public static void json(Request request, Response response, Callback callback, int status, String body) {
        var bytes = body.getBytes(UTF_8);
        response.setStatus(status);
        secure(response.getHeaders());
        response.getHeaders().put(JSON);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        if (!response.getHeaders().contains(HttpHeader.CONNECTION) && !Leftover.isTaken(request)) {
            response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
        }
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }

    static void secure(HttpFields.Mutable headers) {
        headers.put(NO_SNIFF);
        headers.put(NO_STORE);
    }

    /** The JSON text of an error that says no more than its status. */
    public static String errorBody(int status) {
        return errorBody(status, "");
    }

    /** The same with a few words more. */
    public static String errorBody(int status, String more) {
        int code = switch (status) {
            case HttpStatus.BAD_REQUEST_400 -> ErrorCode.INVALID_REQUEST;
            case HttpStatus.INTERNAL_SERVER_ERROR_500 -> ErrorCode.INTERNAL_ERROR;
            default -> status;
        };
        return "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":" + code + ",\"message\":"
                + JsonText.quote(HttpStatus.getMessage(status) + more) + "}}";
    }
}
