package io.nexusmcp.adminplane;

import io.nexusmcp.core.identity.Caller;
import io.nexusmcp.protocol.Headers;
import java.net.InetAddress;
import java.util.Map;

/**
 * A request that may be done: its caller is known and permitted, its fields are those the route declares.
 *
 * @param access under the configuration in force as it came
 * @param variables of the path, decoded
 */
record AdminRequest(
        Caller caller,
        AdminAccess access,
        InetAddress peer,
        Headers headers,
        String traceId,
        Map<String, String> variables,
        Input input) {

    AdminRequest {
        variables = Map.copyOf(variables);
    }

    String variable(String name) {
        var value = variables.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route's path has no variable " + name);
        }
        return value;
    }
}
