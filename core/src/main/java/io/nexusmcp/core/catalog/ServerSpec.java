package io.nexusmcp.core.catalog;

import io.nexusmcp.core.Secret;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.api.DescribedApi;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A server as configured.
 *
 * @param prefix put before tool and prompt names on the federated endpoint; {@code ""} for none
 * @param enabled whether the configuration wants it; an operator can switch it off besides
 * @param timeout the longest one request may take
 * @param checks which checks of arguments this server is exempted from, by tool name; {@code *} for all its tools
 */
public record ServerSpec(
        ServerName name,
        String prefix,
        boolean enabled,
        Duration timeout,
        Address address,
        Map<String, Exemption> checks) {

    public ServerSpec {
        checks = Map.copyOf(checks);
    }

    /** The same server, not to be run. */
    public ServerSpec switchedOff() {
        return new ServerSpec(name, prefix, false, timeout, address, checks);
    }

    /** Whether this is the same server reached in the same way, whatever else is configured of it. */
    public boolean isReachedLike(ServerSpec other) {
        return name.equals(other.name) && address.equals(other.address) && timeout.equals(other.timeout);
    }

    /** Where a server is and how it is spoken to. */
    public sealed interface Address {
        EraChoice era();

        /** What operators are told of how it is spoken to: {@code stdio}, {@code http}, {@code sse} or {@code openapi}. */
        String transport();
    }

    /** Whether the era of a server is found out or said by the operator, who knows that probing upsets it. */
    public enum EraChoice {
        AUTO,
        LEGACY,
        MODERN
    }

    /**
     * A child process that speaks MCP on its standard streams.
     *
     * @param environment the whole environment of the child besides a fixed minimum (PATH, HOME, LANG, TMPDIR)
     * @param shared whether one child serves all callers; otherwise each caller gets one
     */
    public record Stdio(
            String command,
            List<String> arguments,
            Map<String, Secret> environment,
            Optional<Path> directory,
            boolean shared,
            int maxChildren,
            EraChoice era)
            implements Address {
        public Stdio {
            arguments = List.copyOf(arguments);
            environment = Map.copyOf(environment);
        }

        public Stdio(
                String command,
                List<String> arguments,
                Map<String, Secret> environment,
                Optional<Path> directory,
                boolean shared,
                int maxChildren) {
            this(command, arguments, environment, directory, shared, maxChildren, EraChoice.AUTO);
        }

        @Override
        public String transport() {
            return "stdio";
        }
    }

    /** A server behind Streamable HTTP. */
    public record Http(URI url, Map<String, Secret> headers, Optional<Path> certificateAuthorities, EraChoice era)
            implements Address {
        public Http {
            headers = Map.copyOf(headers);
        }

        public Http(URI url, Map<String, Secret> headers, Optional<Path> certificateAuthorities) {
            this(url, headers, certificateAuthorities, EraChoice.AUTO);
        }

        @Override
        public String transport() {
            return "http";
        }
    }

    /**
     * A server behind WebSocket.
     *
     * @param http with a {@code ws} or {@code wss} URL; everything else of it holds for the upgrade
     */
    public record WebSocket(Http http) implements Address {
        @Override
        public EraChoice era() {
            return http.era();
        }

        @Override
        public String transport() {
            return "websocket";
        }
    }

    /** A server behind HTTP+SSE, which only the first revision has. */
    public record Sse(Http http) implements Address {
        @Override
        public EraChoice era() {
            return EraChoice.LEGACY;
        }

        @Override
        public String transport() {
            return "sse";
        }
    }

    /** An HTTP API that is no MCP server: its operations are tools, since a document describes them. */
    public record OpenApi(DescribedApi api, Map<String, Secret> headers, Optional<Path> certificateAuthorities)
            implements Address {
        public OpenApi {
            headers = Map.copyOf(headers);
        }

        /** The hub answers for it, in the newest revision. */
        @Override
        public EraChoice era() {
            return EraChoice.MODERN;
        }

        @Override
        public String transport() {
            return "openapi";
        }
    }

    /** Checks that are switched off for one tool. */
    public record Exemption(boolean dangerousKeys, boolean pathTraversal) {}
}
