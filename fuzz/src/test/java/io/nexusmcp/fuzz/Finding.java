package io.nexusmcp.fuzz;

/** What a target says when the code under test does not do what it promises. */
final class Finding extends AssertionError {
    private static final long serialVersionUID = 1;

    Finding(String promise) {
        super(promise);
    }

    static void unless(boolean holds, String promise) {
        if (!holds) {
            throw new Finding(promise);
        }
    }
}
