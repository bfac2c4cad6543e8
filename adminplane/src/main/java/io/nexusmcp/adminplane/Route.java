package io.nexusmcp.adminplane;

import java.util.List;

/**
 * One thing the admin API does.
 *
 * @param path with variables as {@code {name}}
 * @param operation what the audit log calls it
 * @param fields of the query for GET, of the JSON body otherwise
 * @param maxBodyBytes the longest body it reads
 */
record Route(
        Method method,
        String path,
        Access access,
        String operation,
        String says,
        List<Field> fields,
        int maxBodyBytes,
        Action action) {
    static final int SMALL_BODY_BYTES = 65_536;

    /** The HTTP methods the API knows. */
    enum Method {
        GET,
        POST,
        DELETE
    }

    /** Does it. */
    @FunctionalInterface
    interface Action {
        Answer answer(AdminRequest request);
    }

    Route {
        fields = List.copyOf(fields);
    }

    static Route get(String path, Access access, String operation, String says, Action action, Field... fields) {
        return new Route(Method.GET, path, access, operation, says, List.of(fields), 0, action);
    }

    static Route post(String path, Access access, String operation, String says, Action action, Field... fields) {
        return new Route(Method.POST, path, access, operation, says, List.of(fields), SMALL_BODY_BYTES, action);
    }

    static Route delete(String path, Access access, String operation, String says, Action action) {
        return new Route(Method.DELETE, path, access, operation, says, List.of(), 0, action);
    }

    Route withBodyOf(int maxBytes) {
        return new Route(method, path, access, operation, says, fields, maxBytes, action);
    }
}
