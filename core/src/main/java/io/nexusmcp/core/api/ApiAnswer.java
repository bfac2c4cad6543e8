package io.nexusmcp.core.api;

import java.util.Optional;

/** What an API answered: complete, and within the bounds of one answer. */
public final class ApiAnswer {
    private final int status;
    private final Optional<String> contentType;
    private final byte[] body;

    /**
     * An answer that was read.
     *
     * @param contentType as it was sent
     * @param body nobody changes it afterwards
     */
    public ApiAnswer(int status, Optional<String> contentType, byte[] body) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
    }

    public int status() {
        return status;
    }

    public Optional<String> contentType() {
        return contentType;
    }

    /** Not to be changed. */
    public byte[] body() {
        return body;
    }

    public boolean isSuccess() {
        return status / 100 == 2;
    }

    @Override
    public String toString() {
        return "ApiAnswer[" + status + ", " + body.length + " bytes]";
    }
}
