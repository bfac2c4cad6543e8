package io.nexusmcp.upstream;

/** A server did not do what was asked. The message is for operators and repeats nothing that the server sent. */
class UpstreamException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UpstreamException(String why) {
        super(why, null, false, false);
    }

    UpstreamException(String why, Throwable cause) {
        super(why, cause);
    }

    String why() {
        return String.valueOf(getMessage());
    }

    /** Nothing answers at the server's address or its process is gone: the connection as a whole is in doubt. */
    static final class Unreachable extends UpstreamException {
        private static final long serialVersionUID = 1;

        Unreachable(String why) {
            super(why);
        }
    }

    /** The session is not known to the server any more, so the request was not executed. */
    static final class SessionLost extends UpstreamException {
        private static final long serialVersionUID = 1;

        SessionLost() {
            super("the server does not know the session");
        }
    }

    /** An HTTP answer that is not an answer to the request. */
    static final class HttpStatus extends UpstreamException {
        private static final long serialVersionUID = 1;
        private final int status;

        HttpStatus(int status) {
            super("the server answered HTTP " + status);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /** No answer in the time the server is given. */
    static final class Overdue extends UpstreamException {
        private static final long serialVersionUID = 1;

        Overdue() {
            super("the server did not answer in time");
        }
    }

    /** The mirrored headers were refused, so the request was not executed. */
    static final class HeadersRejected extends UpstreamException {
        private static final long serialVersionUID = 1;

        HeadersRejected() {
            super("the server refused the request's mirrored headers");
        }
    }

    /** The server does not speak the revision any more that it was found to speak. */
    static final class EraChanged extends UpstreamException {
        private static final long serialVersionUID = 1;

        EraChanged() {
            super("the server speaks another revision than before");
        }
    }

    /** Bytes that are not an answer: no JSON, another media type, too large, cut off. */
    static final class Malformed extends UpstreamException {
        private static final long serialVersionUID = 1;

        Malformed(String why) {
            super(why);
        }
    }
}
