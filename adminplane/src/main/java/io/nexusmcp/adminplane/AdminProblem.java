package io.nexusmcp.adminplane;

/** A request that cannot be granted: what is wrong, and how to mend it. Repeats nothing of what was sent. */
final class AdminProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final String hint;

    AdminProblem(int status, String code, String message, String hint) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.hint = hint;
    }

    static AdminProblem badRequest(String message, String hint) {
        return new AdminProblem(400, "invalid_request", message, hint);
    }

    static AdminProblem notFound(String what) {
        return new AdminProblem(404, "not_found", "There is no such " + what + ".", "List them to see the names.");
    }

    static AdminProblem conflict(String message) {
        return new AdminProblem(409, "conflict", message, "Nothing was changed.");
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String hint() {
        return hint;
    }
}
