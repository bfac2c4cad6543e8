package io.nexusmcp.hub.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A server to be written into the file: either a URL or a command.
 *
 * @param command the program and its arguments; empty with a URL
 */
public record NewServer(
        String name,
        Optional<String> url,
        List<String> command,
        Map<String, String> environment,
        Optional<String> prefix) {

    public NewServer {
        command = List.copyOf(command);
        if (url.isPresent() != command.isEmpty()) {
            throw new IllegalArgumentException("a server has either a URL or a command");
        }
    }

    /** Its keys with their values as JSON, which YAML reads as well. */
    Map<String, Object> members() {
        var members = new LinkedHashMap<String, Object>();
        url.ifPresent(address -> members.put("url", Shown.json(address)));
        if (!command.isEmpty()) {
            members.put("command", Shown.json(command.getFirst()));
        }
        if (command.size() > 1) {
            members.put("args", Shown.list(command.subList(1, command.size())));
        }
        if (!environment.isEmpty()) {
            var variables = new LinkedHashMap<String, Object>();
            environment.forEach((name, value) -> variables.put(name, Shown.json(value)));
            members.put("env", variables);
        }
        prefix.ifPresent(text -> members.put("prefix", Shown.json(text)));
        return members;
    }
}
