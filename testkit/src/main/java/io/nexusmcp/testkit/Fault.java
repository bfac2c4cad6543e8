package io.nexusmcp.testkit;

/** A way in which a server fails to answer as it should. */
public enum Fault {
    /** The answer is not JSON. */
    GARBAGE,
    /** The answer is not UTF-8. */
    BROKEN_UTF8,
    /** The answer comes twice. */
    TWICE,
    /** The answer carries an id that nobody asked with. */
    WRONG_ID,
    /** The connection or process ends in the middle of the answer. */
    DIES,
    /** No answer comes, and the connection stays open. */
    HANGS,
    /** The answer comes at one byte a second. */
    TRICKLES,
    /** Notifications come without end, and no answer. */
    BABBLES,
    /** One line or event of 100 MB, with no end of message in it. */
    HUGE_LINE,
    /** A well-formed answer with a text of 32 MB. */
    HUGE_JSON,
    /** A well-formed answer nested 100,000 deep. */
    DEEP_JSON,
    /** A few kilobytes that unpack to 200 MB; over HTTP only, elsewhere the same as {@link #GARBAGE}. */
    GZIP_BOMB,
    /** A stream whose first event has an id and no data, then the answer; on stdio an empty line. */
    EMPTY_FIRST_EVENT,
    /** HTTP status 401, on stdio an error. */
    STATUS_401,
    /** HTTP status 404, on stdio an error. */
    STATUS_404,
    /** HTTP status 405, on stdio an error. */
    STATUS_405,
    /** HTTP status 500, on stdio an error. */
    STATUS_500,
    /** HTTP status 307 to another path of the same server, on stdio an error. */
    REDIRECTS;

    int status() {
        return switch (this) {
            case STATUS_401 -> 401;
            case STATUS_404 -> 404;
            case STATUS_405 -> 405;
            case STATUS_500 -> 500;
            case REDIRECTS -> 307;
            default -> 200;
        };
    }
}
