package io.nexusmcp.demo;

/** A tool could not do what it was asked; the words are for the model that asked. */
final class ToolFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    ToolFailure(String words) {
        super(words, null, false, false);
    }
}
