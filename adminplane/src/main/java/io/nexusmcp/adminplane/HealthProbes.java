package io.nexusmcp.adminplane;

import io.nexusmcp.core.Health;
import io.nexusmcp.web.PlainAnswer;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** {@code /health/live} and {@code /health/ready} for a listener that is not the admin plane's; passes on the rest. */
public final class HealthProbes extends Handler.Wrapper {
    private final Probes probes;

    public HealthProbes(Supplier<List<Health>> health, Handler inside) {
        super(inside);
        this.probes = new Probes(health);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!request.getMethod().equals("GET")) {
            return super.handle(request, response, callback);
        }
        return switch (String.valueOf(request.getHttpURI().getPath())) {
            case "/health/live" -> write(request, response, callback, probes.live());
            case "/health/ready" -> write(request, response, callback, probes.ready());
            default -> super.handle(request, response, callback);
        };
    }

    private static boolean write(Request request, Response response, Callback callback, Answer answer) {
        PlainAnswer.json(request, response, callback, answer.status(), answer.body());
        return true;
    }
}
