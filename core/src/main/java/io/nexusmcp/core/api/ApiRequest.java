package io.nexusmcp.core.api;

import java.util.List;
import java.util.Optional;

/**
 * One request to an API. Credentials may be in any part of it, so it says nothing of itself but its method.
 *
 * @param target path and query, encoded
 * @param headers in their order; names and values are visible ASCII
 */
public record ApiRequest(String method, String target, List<Header> headers, Optional<Body> body) {
    public ApiRequest {
        headers = List.copyOf(headers);
    }

    /** A header field. */
    public record Header(String name, String value) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** What is sent after the header. */
    public static final class Body {
        private final String contentType;
        private final byte[] bytes;

        /** The bytes are not changed afterwards. */
        public Body(String contentType, byte[] bytes) {
            this.contentType = contentType;
            this.bytes = bytes;
        }

        public String contentType() {
            return contentType;
        }

        /** Not to be changed. */
        public byte[] bytes() {
            return bytes;
        }
    }

    @Override
    public String toString() {
        return "ApiRequest[" + method + "]";
    }
}
