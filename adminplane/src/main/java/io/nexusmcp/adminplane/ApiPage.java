package io.nexusmcp.adminplane;

import java.util.List;
import java.util.stream.Collectors;

/** Writes {@code docs/admin-api.md} from the table of routes. */
final class ApiPage {
    private static final String HEAD = """
        # Admin API

        Generated from the table of routes; a test keeps it fresh.

        The API listens on port 3001 of the loopback address unless configured otherwise. Send an API key as
        `Authorization: Bearer KEY` or `X-API-Key: KEY`; keys in queries or bodies are not read. `POST` takes
        `Content-Type: application/json`, also with an empty body. A field or parameter that is not listed here is
        refused. Every request with a key leaves exactly one audit event; a tool call leaves the pipeline's.

        Answers are JSON except for `/metrics`. What cannot be done is
        `{"error":{"code":"…","message":"…","hint":"…"}}`:

        | status | when |
        | --- | --- |
        | 400 | the request is malformed, or carries two credentials |
        | 401 | there is no key that holds; the same for every address, known or not |
        | 403 | the key may not do this; `hint` names the permission |
        | 404 | there is no such address, key, server or tool; a forbidden tool counts as missing |
        | 405 | the address takes other methods |
        | 408, 413, 415 | the body is too slow, too large, or not JSON |
        | 409 | it cannot be done in this state; nothing was changed |
        | 429 | a limit was reached; `Retry-After` says how long to wait |
        | 500 | the hub failed; the log has the cause under the trace id in `hint` |
        | 502 | the server failed at a tool call |
        | 503 | the hub cannot serve, such as while the audit log cannot be written |

        """;

    private ApiPage() {}

    static String of(List<Route> routes) {
        return HEAD + routes.stream().map(ApiPage::section).collect(Collectors.joining("\n"));
    }

    private static String section(Route route) {
        var section = new StringBuilder()
                .append("## ")
                .append(route.method())
                .append(" `")
                .append(route.path())
                .append("`\n\n")
                .append(route.says())
                .append(' ')
                .append(access(route.access()))
                .append('\n');
        if (!route.fields().isEmpty()) {
            boolean isQuery = route.method() == Route.Method.GET;
            section.append("\n| ").append(isQuery ? "parameter" : "field").append(" | type | |\n| --- | --- | --- |\n");
            route.fields().forEach(field -> section.append(row(field)));
        }
        return section.toString();
    }

    private static String access(Access access) {
        return switch (access) {
            case Access.Public() -> "Needs no key.";
            case Access.AnyCaller() -> "Needs any key.";
            case Access.Pipeline() -> "Needs a key that may call the tool, such as `execute:tools/SERVER/TOOL`.";
            case Access.Needs needs ->
                "Needs `" + needs + "`" + (needs.orIsOwn() ? ", but not for the key's own id." : ".");
        };
    }

    private static String row(Field field) {
        return "| `" + field.name() + "`" + (field.isRequired() ? " (required)" : "") + " | "
                + field.type().words() + " | " + field.says() + " |\n";
    }
}
