package io.nexusmcp.adminplane;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.web.BodyReader;
import io.nexusmcp.web.HeaderView;
import io.nexusmcp.web.Leftover;
import io.nexusmcp.web.Visit;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The admin API as a handler behind the front door of its own listener. */
public final class AdminPlane extends Handler.Abstract {
    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(30);
    private static final int MIN_BYTES_PER_SECOND = 1_000;

    private final Desk desk;

    public AdminPlane(AdminPorts ports, InstantSource clock) {
        this.desk = new Desk(ports.access(), ports.records().audit(), new RouteTable(routes(ports, clock)));
    }

    /** The one table of everything the API does. */
    static List<Route> routes(AdminPorts ports, InstantSource clock) {
        var commands = ports.commands();
        var all = new ArrayList<Route>();
        all.addAll(new KeyRoutes(commands.keys(), clock).routes());
        all.addAll(new ServerRoutes(commands.servers()).routes());
        all.addAll(new ToolRoutes(commands.tools(), commands.calls()).routes());
        all.addAll(new AuditRoutes(ports.records()).routes());
        all.addAll(new HubRoutes(ports.insight()).routes());
        return List.copyOf(all);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        // Checking the log or waiting for its next line takes longer than a connection may idle.
        request.addIdleTimeoutListener(_ -> false);
        var visit = Visit.of(request);
        write(request, response, callback, answer(visit));
        return true;
    }

    private Answer answer(Visit visit) {
        var query = query(visit);
        return desk.answer(new Desk.Asked(
                visit.getMethod(),
                String.valueOf(visit.getHttpURI().getPath()),
                query,
                new HeaderView(visit.getHeaders()),
                visit.peer(),
                visit.traceId(),
                maxBytes -> new BodyReader(visit, new BodyReader.Limits(maxBytes, BODY_TIMEOUT, MIN_BYTES_PER_SECOND))
                        .read()));
    }

    /** A query that cannot be read becomes one parameter that no route takes. */
    private static Map<String, List<String>> query(Request request) {
        var parameters = new HashMap<String, List<String>>();
        try {
            Request.extractQueryParameters(request, UTF_8)
                    .forEach(field -> parameters.put(field.getName(), field.getValues()));
        } catch (IllegalArgumentException | HttpException.RuntimeException _) {
            parameters.put("", List.of(""));
        }
        return parameters;
    }

    private static void write(Request request, Response response, Callback callback, Answer answer) {
        var bytes = answer.body().getBytes(UTF_8);
        response.setStatus(answer.status());
        var headers = response.getHeaders();
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        headers.put(HttpHeader.CONTENT_TYPE, answer.contentType());
        headers.put(HttpHeader.CONTENT_LENGTH, bytes.length);
        answer.headers().forEach(headers::put);
        if (!Leftover.isTaken(request)) {
            headers.put(HttpFields.CONNECTION_CLOSE);
        }
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }
}
