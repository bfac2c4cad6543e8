package io.nexusmcp.openapi;

/**
 * Something that is wrong or doubtful with a document or with what is configured for it.
 *
 * @param isError whether the document cannot be used; otherwise a part of it was left out
 * @param what what is wrong; repeats no secret
 * @param mend how to set it right, or empty
 */
public record Finding(boolean isError, Place place, String what, String mend) {
    /** Where it is. */
    public sealed interface Place {
        /** In the document; line and column count from 1. */
        record Document(int line, int column) implements Place {}

        /** In the settings, by the key below the server's. */
        record Settings(String key) implements Place {}
    }
}
